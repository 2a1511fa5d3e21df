import { describe, expect, it } from "vitest";

import { asProblem, problemFrom } from "./problem";

describe("problemFrom", () => {
  it("says what the hub said, and what to do", () => {
    const problem = problemFrom(409, { detail: "The shop refuses the key.", remedy: "Reconnect it.", status: 409 });
    expect(problem.detail).toBe("The shop refuses the key. Reconnect it.");
    expect(problem.mayPass).toBe(false);
  });

  it("names the fields that were refused, by the last word of their place", () => {
    const problem = problemFrom(422, {
      detail: "validation failed",
      errors: [{ location: "body.settings.url", message: "is no address" }],
    });
    expect(problem.fields).toEqual({ url: "is no address" });
    expect(problem.detail).toBe("url: is no address");
  });

  it("reads nothing into an answer that is no problem document", () => {
    const problem = problemFrom(502, "<html>Bad Gateway</html>");
    expect(problem.title).toBe("The hub has a problem");
    expect(problem.detail).toBe("");
    expect(problem.mayPass).toBe(true);
  });
});

describe("asProblem", () => {
  it("takes a failed fetch for a hub that cannot be reached", () => {
    expect(asProblem(new TypeError("Failed to fetch"))).toMatchObject({ status: 0, mayPass: true });
  });
});
