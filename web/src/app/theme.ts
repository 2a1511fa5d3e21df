import { Alert, createTheme, type MantineColorsTuple, Notification, Tooltip } from "@mantine/core";

import { t } from "./words";

// The one accent. Everything else that has colour says a state.
const tide: MantineColorsTuple = [
  "#e8f6f8",
  "#d3e9ed",
  "#a8d3db",
  "#79bcc8",
  "#53a9b8",
  "#3b9cae",
  "#2c96a9",
  "#1b8395",
  "#0a7182",
  "#005f6d",
];

/** Made when the words are here: some of its parts say something. */
export const makeTheme = () =>
  createTheme({
    colors: { tide },
    primaryColor: "tide",
    primaryShade: { light: 8, dark: 8 },
    defaultRadius: "sm",
    fontFamily: 'Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif',
    fontFamilyMonospace: 'ui-monospace, "SF Mono", SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace',
    fontSizes: { xs: "0.75rem", sm: "0.875rem", md: "0.875rem", lg: "1rem", xl: "1.125rem" },
    lineHeights: { md: "1.5" },
    components: {
      // The stock pairs of colours fall short of 4.5:1; ours are those of the states.
      Alert: Alert.extend({
        vars: (_theme, { color }) => {
          const tone = color === "red" || color === "green" || color === "orange" ? color : "blue";
          return { root: { "--alert-bg": `var(--tone-${tone}-bg)`, "--alert-color": `var(--tone-${tone}-fg)` } };
        },
      }),
      Notification: Notification.extend({ defaultProps: { closeButtonProps: { "aria-label": t("dismiss") } } }),
      Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, withArrow: true } }),
    },
  });
