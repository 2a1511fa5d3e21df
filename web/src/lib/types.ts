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
export type Choice = Schemas["DecideInputBody"]["choice"];
export type IssueView = Schemas["IssueView"];
export type IssueDetail = Schemas["IssueDetail"];
export type HeldView = Schemas["HeldView"];
export type BulkRequest = Schemas["BulkRequest"];
export type BulkView = Schemas["BulkView"];
export type BulkKind = BulkView["kind"];
export type PreviewView = Schemas["PreviewView"];
export type OverrideView = Schemas["OverrideView"];
export type Role = UserView["role"];
