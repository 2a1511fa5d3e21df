// Runs before the page is painted; keep in step with lib/colour-scheme.ts, which writes the key.
(function () {
  var chosen = null;
  try {
    chosen = localStorage.getItem("tillbridge-colour-scheme");
  } catch {
    // Storage may be forbidden; the system's choice is as good.
  }
  if (chosen !== "light" && chosen !== "dark") {
    chosen = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }
  document.documentElement.setAttribute("data-mantine-color-scheme", chosen);
})();
