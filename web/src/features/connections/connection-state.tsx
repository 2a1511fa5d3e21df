import { Badge } from "@/components/ui/badge";
import type { ConnectionView } from "@/lib/types";
import type { Tone } from "@/lib/words";

import { t } from "./words";

const tones: Record<ConnectionView["state"], Tone> = {
  active: "green",
  paused: "grey",
  needs_you: "violet",
  removed: "grey",
};

export function ConnectionState({ connection: { state } }: { connection: ConnectionView }) {
  return <Badge tone={tones[state]}>{t(`state.${state}`)}</Badge>;
}
