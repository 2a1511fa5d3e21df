import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { RefObject } from "react";

import { ConnectionSelect } from "@/components/connection-select";
import { FilterSelect } from "@/components/ui/filter-select";
import { FilterBar, SearchInput } from "@/components/ui/list-parts";
import { useIsOwner, useSession } from "@/lib/session";
import { codeNumbers, codeWord, sentenceCase, shared } from "@/lib/words";

import { membersQuery } from "./api";
import { filterOf, isFiltered, type IssuesSearch } from "./search";
import { t } from "./words";

interface IssuesFiltersProps {
  search: IssuesSearch;
  /** The reasons of the issues that are shown: the ones worth filtering by. */
  reasons: string[];
  searchBox: RefObject<HTMLInputElement | null>;
  onChange: (change: Partial<IssuesSearch>) => void;
  onClear: () => void;
}

/** Me, and for an owner everybody else. */
export function usePeople(): { value: string; label: string }[] {
  const { user } = useSession();
  const { data = [] } = useQuery({ ...membersQuery, enabled: useIsOwner() });
  const others = data.filter((member) => member.id !== user.id);
  return [
    { value: "me", label: t("me") },
    ...others.map((member) => ({ value: member.id, label: member.name || member.email })),
  ];
}

export function IssuesFilters({ search, reasons, searchBox, onChange, onClear }: IssuesFiltersProps) {
  const people = usePeople();
  const known = [...new Set([...reasons, ...(search.reason ? [search.reason] : [])])].sort();
  return (
    <FilterBar label={t("filter")}>
      <SearchInput
        label={t("keyword")}
        placeholder={t("any_word")}
        value={search.q}
        onChange={(q) => onChange({ q })}
        inputRef={searchBox}
        width={220}
      />
      <ConnectionSelect value={search.connection} onChange={(connection) => onChange({ connection })} />
      <FilterSelect
        label={t("code")}
        all={t("all")}
        value={search.code === undefined ? undefined : String(search.code)}
        onChange={(code) => onChange({ code: code === undefined ? undefined : Number(code) })}
        options={codeNumbers
          .filter((code) => code >= 400)
          .map((code) => ({ value: String(code), label: `${code} ${codeWord(code)}` }))}
        width={150}
      />
      <FilterSelect
        label={t("reason")}
        all={t("all")}
        value={search.reason}
        onChange={(reason) => onChange({ reason })}
        options={known.map((reason) => ({ value: reason, label: sentenceCase(reason) }))}
        width={180}
      />
      <FilterSelect
        label={t("assignee")}
        all={t("all")}
        value={search.assignee}
        onChange={(assignee) => onChange({ assignee })}
        options={people}
        width={130}
      />
      {isFiltered(filterOf(search)) && (
        <Button size="xs" variant="subtle" onClick={onClear}>
          {shared("clear")}
        </Button>
      )}
    </FilterBar>
  );
}
