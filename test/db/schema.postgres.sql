column deleted_saves.session_id text not null;
column deleted_saves.version integer not null;
column idempotency_keys.scope text not null;
column idempotency_keys.key text not null;
column idempotency_keys.body_hash text not null;
column idempotency_keys.claim uuid not null;
column idempotency_keys.created_at timestamp(3) with time zone not null;
column idempotency_keys.answer json;
column idempotency_keys.subject text;
column parties.id uuid not null;
column parties.session_id text not null;
column parties.user_id uuid;
column parties.name text not null;
column parties.scene_index integer not null;
column parties.symbol_choice text;
column parties.heroes json not null;
column parties.choices json not null;
column parties.extras json not null;
column parties.size_bytes integer not null;
column parties.version integer not null;
column parties.versions_kept integer not null;
column parties.created_at timestamp(3) with time zone not null;
column parties.updated_at timestamp(3) with time zone not null;
column party_versions.party_id uuid not null;
column party_versions.version integer not null;
column party_versions.name text not null;
column party_versions.scene_index integer not null;
column party_versions.symbol_choice text;
column party_versions.heroes json not null;
column party_versions.choices json not null;
column party_versions.extras json not null;
column party_versions.size_bytes integer not null;
column party_versions.updated_at timestamp(3) with time zone not null;
column quest_steps_done.quest_id bigint not null;
column quest_steps_done.step_id integer not null;
column quest_steps_done.done_at timestamp(3) with time zone not null;
column quests.id bigint not null;
column quests.session_id text not null;
column quests.user_id uuid;
column quests.created_at timestamp(3) with time zone not null;
column quests.help_mode text not null;
column quests.quest_json json not null;
column quests.steps_total integer not null;
column quests.steps_done integer not null;
column quests.sgxp_total integer not null;
column quests.sgxp_earned integer not null;
constraint deleted_saves_pkey on deleted_saves PRIMARY KEY (session_id);
constraint idempotency_keys_pkey on idempotency_keys PRIMARY KEY (scope, key);
constraint parties_pkey on parties PRIMARY KEY (id);
constraint parties_session_id_key on parties UNIQUE (session_id);
constraint party_versions_party_id_fkey on party_versions FOREIGN KEY (party_id) REFERENCES parties(id) ON DELETE CASCADE;
constraint party_versions_pkey on party_versions PRIMARY KEY (party_id, version);
constraint quest_steps_done_pkey on quest_steps_done PRIMARY KEY (quest_id, step_id);
constraint quest_steps_done_quest_id_fkey on quest_steps_done FOREIGN KEY (quest_id) REFERENCES quests(id) ON DELETE CASCADE;
constraint quests_pkey on quests PRIMARY KEY (id);
CREATE UNIQUE INDEX deleted_saves_pkey ON public.deleted_saves USING btree (session_id);
CREATE INDEX idempotency_keys_created_at ON public.idempotency_keys USING btree (created_at);
CREATE UNIQUE INDEX idempotency_keys_pkey ON public.idempotency_keys USING btree (scope, key);
CREATE UNIQUE INDEX parties_pkey ON public.parties USING btree (id);
CREATE UNIQUE INDEX parties_session_id_key ON public.parties USING btree (session_id);
CREATE UNIQUE INDEX party_versions_pkey ON public.party_versions USING btree (party_id, version);
CREATE UNIQUE INDEX quest_steps_done_pkey ON public.quest_steps_done USING btree (quest_id, step_id);
CREATE INDEX quests_session_id_id ON public.quests USING btree (session_id, id);
CREATE UNIQUE INDEX quests_pkey ON public.quests USING btree (id);
CREATE TRIGGER parties_deleted AFTER DELETE ON public.parties FOR EACH ROW EXECUTE FUNCTION keep_deleted_version();
CREATE TRIGGER parties_history AFTER UPDATE ON public.parties FOR EACH ROW WHEN ((old.version <> new.version)) EXECUTE FUNCTION keep_party_history();
CREATE OR REPLACE FUNCTION public.keep_deleted_version()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin 
  insert into deleted_saves (session_id, version) values (old.session_id, old.version)
  on conflict (session_id) do update set version = excluded.version; return null; end $function$
;
CREATE OR REPLACE FUNCTION public.keep_party_history()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin 
  insert into party_versions (party_id, version, name, scene_index, symbol_choice, heroes, choices, extras, size_bytes, updated_at) values (old.id, old.version, old.name, old.scene_index, old.symbol_choice, old.heroes, old.choices, old.extras, old.size_bytes, old.updated_at);
  delete from party_versions where party_id = new.id and version <= new.version - new.versions_kept; return null; end $function$
;
