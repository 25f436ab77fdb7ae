// The API's shapes by the names the page uses for them.

import type { components } from "../generated/openapi";

type Schemas = components["schemas"];

export type CalendarType = Schemas["CalendarType"];
export type ScopeStatement = Schemas["ScopeStatement"];
export type Connection = Schemas["Connection"];
export type Calendar = Schemas["Calendar"];
export type ActivityEntry = Schemas["ActivityEntry"];
export type CalendarEvent = Schemas["Event"];
