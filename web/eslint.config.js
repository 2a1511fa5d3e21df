import js from "@eslint/js";
import globals from "globals";
import i18next from "eslint-plugin-i18next";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const shared = "shared code knows no feature: what two features need lives in components or lib";
const apart = "features do not import each other: lift what both need into components or lib";
const zod = { name: "zod", message: "take z from @/lib/zod, which sets it up for our security policy" };
const own = "within a feature import ./file; everything else by @/";

const bare = "a text of the page: give it a name in the folder's words.ts and words.id.ts";
const noLetters = /^\P{L}*$/u;
// Names are the same in every language, and so are zones, currencies and keys to press.
const channels = ["WooCommerce", "Shopee", "Tokopedia", "TikTok Shop", "Lazada", "Shopify", "Amazon", "Magento"];
const names = [...channels, "Rp", "(· )?Tillbridge", "English", "Bahasa Indonesia", "Ctrl K", "\\([a-z]\\)"];
const noSmallLetters = /^\P{Ll}*$/u;
const lowerCaseToken = /^[^\s\p{Lu}]\S*$/u;
const sayers = { exclude: ["t", "shared", "wordOf"] };
const machines = ["useMediaQuery", "querySelector", "closest", "headers\\.set"];
const showing = ["label", "title", "placeholder", "description", "alt", "aria-.*", "all", "none", "what", "confirm"];

export default tseslint.config(
  { ignores: ["dist", "node_modules", "src/lib/schema.d.ts"] },
  js.configs.recommended,
  { files: ["public/*.js"], languageOptions: { globals: globals.browser, sourceType: "script" } },
  {
    files: ["**/*.{ts,tsx}"],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      // Taking a field out of an object by naming it.
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true, varsIgnorePattern: "^_" }],
      // Handlers may be async: what they reject with is shown by the mutation's own error state.
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: false }],
      // The router's redirect() is thrown by design.
      "@typescript-eslint/only-throw-error": "off",
      "no-restricted-imports": ["error", { paths: [zod], patterns: [{ group: ["../*"], message: own }] }],
    },
  },
  {
    files: ["src/**/*.tsx"],
    plugins: { "react-hooks": reactHooks },
    extends: [jsxA11y.flatConfigs.recommended],
    rules: {
      "react-hooks/rules-of-hooks": "error",
      "react-hooks/exhaustive-deps": "error",
      // The rows of a list are a convenience for the mouse; each has a real link for everybody else.
      "jsx-a11y/no-autofocus": "off",
    },
  },
  {
    // What people see stands in a catalogue (words.ts), never in the code. Twice, since one rule cannot be both: every letter
    // within an element or in an attribute that shows, and anywhere what looks like prose (a capital, or a space).
    files: ["src/{app,components,features,lib}/**/*.{ts,tsx}"],
    ignores: ["**/words*.ts", "**/*.test.*"],
    plugins: { shown: i18next, prose: i18next },
    rules: {
      "shown/no-literal-string": [
        "error",
        {
          mode: "jsx-only",
          message: bare,
          "should-validate-template": true,
          words: { exclude: [noLetters, ...names] },
          callees: sayers,
          "jsx-attributes": { include: showing },
        },
      ],
      "prose/no-literal-string": [
        "error",
        {
          mode: "all",
          message: bare,
          "should-validate-template": true,
          words: { exclude: [noSmallLetters, lowerCaseToken, ...names] },
          callees: { exclude: [...sayers.exclude, ...machines] },
          "object-properties": { exclude: ["fontFamily.*"] },
        },
      ],
    },
  },
  // The direction is shared <- features <- app. These three blocks hold it.
  {
    files: ["src/lib/**", "src/components/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        { paths: [zod], patterns: [{ group: ["@/features/*", "@/app/*", "@/testing/*", "../*"], message: shared }] },
      ],
    },
  },
  {
    files: ["src/features/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        { paths: [zod], patterns: [{ group: ["@/features/*", "@/app/*", "@/testing/*", "../*"], message: apart }] },
      ],
    },
  },
  { files: ["src/lib/zod.ts"], rules: { "no-restricted-imports": "off" } },
  {
    // Tests may use the pretend API; they still may not reach into another feature.
    files: ["src/**/*.test.{ts,tsx}"],
    rules: {
      "no-restricted-imports": ["error", { patterns: [{ group: ["@/features/*", "../*"], message: apart }] }],
    },
  },
);
