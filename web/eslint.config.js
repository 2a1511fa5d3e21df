import js from "@eslint/js";
import globals from "globals";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const shared = "shared code knows no feature: what two features need lives in components or lib";
const apart = "features do not import each other: lift what both need into components or lib";
const zod = { name: "zod", message: "take z from @/lib/zod, which sets it up for our security policy" };
const own = "within a feature import ./file; everything else by @/";

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
