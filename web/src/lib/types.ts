import type { components } from "./schema";

// Short names for the shapes of the API. They are generated; nothing here adds to them.
type Schemas = components["schemas"];

export type Order = Schemas["Order"];
export type OrderDetail = Schemas["OrderDetail"];
export type SnapshotView = Schemas["SnapshotView"];
export type LineView = Schemas["LineView"];
export type PackageView = Schemas["PackageView"];
export type DocumentView = Schemas["DocumentView"];
export type LogEntry = Schemas["LogEntry"];
export type LogDetail = Schemas["LogDetail"];
export type ExchangeView = Schemas["ExchangeView"];
export type Report = Schemas["Report"];
export type Status = Schemas["Status"];
export type ConnectionStatus = Schemas["ConnectionStatus"];
export type LaneStatus = Schemas["LaneStatus"];
export type CycleView = Schemas["CycleView"];
export type ConnectionView = Schemas["ConnectionView"];
export type ChannelView = Schemas["ChannelView"];
export type SettingView = Schemas["SettingView"];
export type Session = Schemas["Session"];
export type UserView = Schemas["UserView"];
export type Sentence = Schemas["Sentence"];
export type ActionResult = Schemas["ActionResult"];
export type Policy = Schemas["Policy"];
export type TokenView = Schemas["TokenView"];
export type ConnectionTest = Schemas["ConnectionTest"];
export type PolicyPreview = Schemas["PolicyPreview"];
export type Completeness = Schemas["Completeness"];
export type CompletenessShop = Schemas["CompletenessShop"];
export type CompletenessDay = Schemas["CompletenessDay"];
export type CompletenessItem = Schemas["CompletenessItem"];
export type CompletenessCheck = Schemas["CompletenessCheck"];
export type Choice = Schemas["DecideInputBody"]["choice"];
export type Role = UserView["role"];
