import classes from "./first-steps.module.css";
import { t } from "./words";

const steps = ["connect", "policy", "watch"] as const;

export type FirstStep = (typeof steps)[number];

/** The way from nothing to the first filled page, and where one is on it. */
export function FirstSteps({ at }: { at: FirstStep }) {
  return (
    <ol className={classes.steps} aria-label={t("first_steps")}>
      {steps.map((step) => (
        <li key={step} aria-current={step === at ? "step" : undefined}>
          {t(`first_step.${step}`)}
        </li>
      ))}
    </ol>
  );
}
