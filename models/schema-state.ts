import mongoose from "mongoose";

/** Which migration of stored documents the database has seen last: one document, `_id` "schema". */
export type SchemaStateRecord = { _id: string; schemaVersion: number; changedAt: Date };

const schema = new mongoose.Schema<SchemaStateRecord>({ _id: { type: String }, schemaVersion: { type: Number, required: true }, changedAt: { type: Date, required: true } }, { versionKey: false });

export const SchemaState = mongoose.model<SchemaStateRecord>("SchemaState", schema, "schema_state");
