import { useQuery } from "@tanstack/react-query";

import { connectionsQuery } from "@/lib/queries";
import { shared } from "@/lib/words";

import { FilterSelect } from "./ui/filter-select";

interface ConnectionSelectProps {
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

/** Filter by shop. */
export function ConnectionSelect({ value, onChange }: ConnectionSelectProps) {
  const { data = [] } = useQuery(connectionsQuery);
  return (
    <FilterSelect
      label={shared("connection")}
      all={shared("all_connections")}
      value={value}
      onChange={onChange}
      options={data.map((c) => ({ value: c.id, label: c.name }))}
      width={170}
    />
  );
}
