import { NativeSelect } from "@mantine/core";

import { useChooseLanguage } from "@/lib/choose-language";
import { isLanguage, language, languageNames, languages } from "@/lib/language";

import { notifyProblem } from "./ui/notify";
import { t } from "./words";

/** The languages by their own names: who reads only one of them finds it. */
export function LanguageSwitch({ signedIn }: { signedIn: boolean }) {
  const choose = useChooseLanguage(signedIn);
  return (
    <NativeSelect
      size="xs"
      aria-label={t("language")}
      value={language()}
      disabled={choose.isPending}
      data={languageNames.map((name) => ({ value: name, label: languages[name].name }))}
      onChange={(event) => {
        const chosen = event.currentTarget.value;
        if (isLanguage(chosen)) choose.mutate(chosen, { onError: notifyProblem });
      }}
    />
  );
}
