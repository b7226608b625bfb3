CREATE TABLE "deleted_saves" ("session_id" text primary key, "version" integer not null);
CREATE TABLE "idempotency_keys" ("scope" text not null, "key" text not null, "body_hash" text not null, "claim" text not null, "created_at" text not null, "answer" text, "subject" text, constraint "idempotency_keys_pkey" primary key ("scope", "key"));
CREATE INDEX "idempotency_keys_created_at" on "idempotency_keys" ("created_at");
CREATE TABLE "jobs" ("id" text primary key, "name" text not null, "key" text, "data" text not null, "state" text not null, "due_at" text not null, "attempt" integer not null, "claim" text, "created_at" text not null);
CREATE INDEX "jobs_name_due_at" on "jobs" ("name", "due_at");
CREATE UNIQUE INDEX "jobs_name_key_waiting" on "jobs" ("name", "key") where "state" = 'waiting';
CREATE TRIGGER parties_deleted after delete on parties begin 
  insert into deleted_saves (session_id, version) values (old.session_id, old.version)
  on conflict (session_id) do update set version = excluded.version; end;
CREATE TRIGGER parties_history after update on parties when old.version <> new.version begin 
  insert into party_versions (party_id, version, name, scene_index, symbol_choice, heroes, choices, extras, size_bytes, updated_at) values (old.id, old.version, old.name, old.scene_index, old.symbol_choice, old.heroes, old.choices, old.extras, old.size_bytes, old.updated_at);
  delete from party_versions where party_id = new.id and version <= new.version - new.versions_kept; end;
CREATE TABLE "parties" ("id" text primary key, "session_id" text not null unique, "user_id" text, "name" text not null, "scene_index" integer not null, "symbol_choice" text, "heroes" text not null, "choices" text not null, "extras" text not null, "size_bytes" integer not null, "version" integer not null, "versions_kept" integer not null, "created_at" text not null, "updated_at" text not null);
CREATE TABLE "party_versions" ("party_id" text not null references "parties" ("id") on delete cascade, "version" integer not null, "name" text not null, "scene_index" integer not null, "symbol_choice" text, "heroes" text not null, "choices" text not null, "extras" text not null, "size_bytes" integer not null, "updated_at" text not null, constraint "party_versions_pkey" primary key ("party_id", "version"));
CREATE TABLE "quest_steps_done" ("quest_id" bigint not null references "quests" ("id") on delete cascade, "step_id" integer not null, "done_at" text not null, constraint "quest_steps_done_pkey" primary key ("quest_id", "step_id"));
CREATE TABLE "quests" ("id" integer primary key autoincrement, "session_id" text not null, "user_id" text, "created_at" text not null, "help_mode" text not null, "quest_json" text not null, "steps_total" integer not null, "steps_done" integer not null, "sgxp_total" integer not null, "sgxp_earned" integer not null);
CREATE INDEX "quests_session_id_id" on "quests" ("session_id", "id");
CREATE TABLE sqlite_sequence(name,seq);
