CREATE TABLE "idempotency_keys" ("scope" text not null, "key" text not null, "body_hash" text not null, "claim" text not null, "created_at" text not null, "answer" text, "subject" text, constraint "idempotency_keys_pkey" primary key ("scope", "key"));
CREATE INDEX "idempotency_keys_created_at" on "idempotency_keys" ("created_at");
CREATE TABLE "jobs" ("id" text primary key, "name" text not null, "key" text, "data" text not null, "state" text not null, "due_at" text not null, "attempt" integer not null, "claim" text, "created_at" text not null);
CREATE INDEX "jobs_name_due_at" on "jobs" ("name", "due_at");
CREATE UNIQUE INDEX "jobs_name_key_waiting" on "jobs" ("name", "key") where "state" = 'waiting';
CREATE TABLE "leases" ("key" text primary key, "holder" text not null, "beat" integer not null, "outcome" text, "updated_at" text not null);
CREATE TABLE "model_calls" ("day" text primary key, "calls" integer not null);
CREATE TRIGGER parties_deleted after update on parties when new.deleted_at is not null and old.deleted_at is null begin delete from party_versions where party_id = new.id; end;
CREATE TRIGGER parties_history after update on parties when old.version <> new.version and old.deleted_at is null begin 
  insert into party_versions (party_id, version, state, party_name, scene_index, size_bytes, updated_at) values (old.id, old.version, old.state, old.party_name, old.scene_index, old.size_bytes, old.updated_at);
  delete from party_versions where party_id = new.id and version <= new.version - new.versions_kept; end;
CREATE TABLE "parties" ("id" text not null, "owner" text not null, "session_id" text not null, "state" text, "party_name" text, "scene_index" integer, "size_bytes" integer not null, "version" integer not null, "versions_kept" integer not null, "created_at" text not null, "updated_at" text not null, "deleted_at" text, constraint "parties_id" primary key ("id"), constraint "parties_owner_session_id" unique ("owner", "session_id"));
CREATE TABLE "party_versions" ("party_id" text not null, "version" integer not null, "state" text not null, "party_name" text, "scene_index" integer, "size_bytes" integer not null, "updated_at" text not null, constraint "party_versions_party_id_version" primary key ("party_id", "version"), constraint "party_versions_party_id" foreign key ("party_id") references "parties" ("id") on delete cascade);
CREATE TABLE "quest_steps_done" ("quest_id" bigint not null references "quests" ("id") on delete cascade, "step_id" integer not null, "done_at" text not null, constraint "quest_steps_done_pkey" primary key ("quest_id", "step_id"));
CREATE TABLE "quests" ("id" integer primary key autoincrement, "session_id" text not null, "created_at" text not null, "help_mode" text not null, "quest_json" text not null, "steps_total" integer not null, "steps_done" integer not null, "sgxp_total" integer not null, "sgxp_earned" integer not null, owner text not null default '');
CREATE INDEX "quests_owner_id" on "quests" ("owner", "id");
CREATE TABLE sqlite_sequence(name,seq);
