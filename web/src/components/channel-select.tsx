import { useQuery } from "@tanstack/react-query";

import { statusQuery } from "@/lib/queries";
import { shared } from "@/lib/words";

import { channelTitle } from "./ui/channel-icon";
import { FilterSelect } from "./ui/filter-select";

interface ChannelSelectProps {
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

/** Filter by the channel an order was placed at, whichever connection it came over. Not there while there is nothing to choose. */
export function ChannelSelect({ value, onChange }: ChannelSelectProps) {
  const { data } = useQuery(statusQuery);
  const known = data?.connections.flatMap((c) => [c.channel, ...c.over.map((o) => o.channel)]) ?? [];
  const channels = [...new Set(value ? [...known, value] : known)];
  if (channels.length < 2 && !value) return null;
  return (
    <FilterSelect
      label={shared("channel")}
      all={shared("all_channels")}
      value={value}
      onChange={onChange}
      options={channels
        .map((channel) => ({ value: channel, label: channelTitle(channel) }))
        .sort((a, b) => a.label.localeCompare(b.label))}
      width={130}
    />
  );
}
