import type { ReactNode, RefObject } from "react";

import { ConnectionSelect } from "@/components/connection-select";
import { SpanSelect } from "@/components/span-select";
import { FilterSelect } from "@/components/ui/filter-select";
import { FilterBar, SearchInput } from "@/components/ui/list-parts";
import { shared } from "@/lib/words";

import { sorts, states, ways, whats } from "./kinds";
import type { NoticesSearch } from "./search";
import { t } from "./words";

interface SentFiltersProps {
  search: NoticesSearch;
  zone: string;
  searchBox: RefObject<HTMLInputElement | null>;
  onChange: (change: Partial<NoticesSearch>) => void;
  children: ReactNode;
}

export function SentFilters({ search, zone, searchBox, onChange, children }: SentFiltersProps) {
  return (
    <FilterBar label={t("filter")}>
      <SearchInput
        label={t("recipient")}
        placeholder={t("any_part")}
        value={search.recipient}
        onChange={(recipient) => onChange({ recipient })}
        inputRef={searchBox}
        width={190}
      />
      <ConnectionSelect value={search.connection} onChange={(connection) => onChange({ connection })} />
      <FilterSelect
        label={t("state")}
        all={t("all")}
        value={search.state}
        onChange={(state) => onChange({ state })}
        options={states.map((value) => ({ value, label: t(`state_of.${value}`) }))}
        width={110}
      />
      <FilterSelect
        label={t("what")}
        all={t("all")}
        value={search.what}
        onChange={(what) => onChange({ what })}
        options={whats.map((value) => ({ value, label: t(`what_of.${value}`) }))}
        width={170}
      />
      <FilterSelect
        label={t("way")}
        all={t("all")}
        value={search.way}
        onChange={(way) => onChange({ way })}
        options={ways.map((value) => ({ value, label: t(`way_of.${value}`) }))}
        width={110}
      />
      <FilterSelect
        label={t("sort")}
        all={t("all")}
        value={search.sort}
        onChange={(sort) => onChange({ sort })}
        options={sorts.map((value) => ({ value, label: t(`sort_of.${value}`) }))}
        width={120}
      />
      <SpanSelect from={search.from} to={search.to} zone={zone} none={shared("all_days")} onChange={onChange} />
      {children}
    </FilterBar>
  );
}
