import { Button, Switch } from "@mantine/core";
import type { RefObject } from "react";

import { ConnectionSelect } from "@/components/connection-select";
import { SpanSelect } from "@/components/span-select";
import { FilterSelect } from "@/components/ui/filter-select";
import { FilterBar, SearchInput } from "@/components/ui/list-parts";
import { codeNumbers, codeWord, operationLabel, operationNames, syncTypeLabel, syncTypeNames } from "@/lib/words";

import { filterOf, isFiltered, type LogsSearch } from "./search";

const syncTypes = syncTypeNames.map((value) => ({ value, label: syncTypeLabel(value) }));

interface LogsFiltersProps {
  search: LogsSearch;
  zone: string;
  searchBox: RefObject<HTMLInputElement | null>;
  onChange: (change: Partial<LogsSearch>) => void;
  onClear: () => void;
}

export function LogsFilters({ search, zone, searchBox, onChange, onClear }: LogsFiltersProps) {
  // An operation that a newer hub has and this page does not know still shows as chosen.
  const operations = operationNames.includes(search.operation ?? operationNames[0] ?? "")
    ? operationNames
    : [...operationNames, search.operation ?? ""];
  return (
    <FilterBar label="Filter the log">
      <SearchInput
        label="Keyword"
        placeholder="Any word  ( / )"
        value={search.q}
        onChange={(q) => onChange({ q })}
        inputRef={searchBox}
        width={180}
      />
      <SpanSelect from={search.from} to={search.to} zone={zone} none="All days" onChange={onChange} />
      <ConnectionSelect value={search.connection} onChange={(connection) => onChange({ connection })} />
      <FilterSelect
        label="Transaction type"
        all="All types"
        value={search.operation}
        onChange={(operation) => onChange({ operation })}
        options={operations.map((value) => ({ value, label: operationLabel(value) }))}
        width={180}
      />
      <FilterSelect
        label="Outcome"
        all="All outcomes"
        value={search.code === undefined ? undefined : String(search.code)}
        onChange={(code) => onChange({ code: code === undefined ? undefined : Number(code) })}
        options={codeNumbers.map((code) => ({ value: String(code), label: `${code} ${codeWord(code)}` }))}
        width={150}
      />
      <FilterSelect
        label="Sync type"
        all="All"
        value={search.sync_type}
        onChange={(sync_type) => onChange({ sync_type })}
        options={syncTypes}
        width={100}
      />
      <SearchInput
        label="Order number"
        placeholder="Exact"
        value={search.ref}
        onChange={(ref) => onChange({ ref })}
        width={130}
        mono
      />
      <SearchInput
        label="SKU"
        placeholder="Exact"
        value={search.sku}
        onChange={(sku) => onChange({ sku })}
        width={110}
        mono
      />
      {search.cycle && (
        <Button
          size="xs"
          variant="light"
          onClick={() => onChange({ cycle: undefined })}
          aria-label="Stop filtering by one cycle"
        >
          One cycle only ✕
        </Button>
      )}
      <Switch
        size="xs"
        label="Errors only"
        checked={search.errors_only ?? false}
        onChange={(event) => onChange({ errors_only: event.currentTarget.checked || undefined })}
        pb={6}
      />
      <Switch
        size="xs"
        label="Hide resolved"
        checked={search.hide_resolved ?? false}
        onChange={(event) => onChange({ hide_resolved: event.currentTarget.checked || undefined })}
        pb={6}
      />
      {isFiltered(filterOf(search)) && (
        <Button size="xs" variant="subtle" onClick={onClear}>
          Clear
        </Button>
      )}
    </FilterBar>
  );
}
