import { localStorageColorSchemeManager } from "@mantine/core";

/** Kept under the key that public/colour-scheme.js reads before the first paint. */
export const colourSchemeManager = localStorageColorSchemeManager({ key: "tillbridge-colour-scheme" });
