column idempotency_keys.scope text not null;
column idempotency_keys.key text not null;
column idempotency_keys.body_hash text not null;
column idempotency_keys.claim uuid not null;
column idempotency_keys.created_at timestamp(3) with time zone not null;
column idempotency_keys.answer json;
column idempotency_keys.subject text;
column leases.key text not null;
column leases.holder uuid not null;
column leases.beat integer not null;
column leases.outcome json;
column leases.updated_at timestamp(3) with time zone not null;
column model_calls.day text not null;
column model_calls.calls integer not null;
column parties.id uuid not null;
column parties.owner text not null;
column parties.session_id text not null;
column parties.state json;
column parties.party_name text;
column parties.scene_index integer;
column parties.size_bytes integer not null;
column parties.version integer not null;
column parties.versions_kept integer not null;
column parties.created_at timestamp(3) with time zone not null;
column parties.updated_at timestamp(3) with time zone not null;
column parties.deleted_at timestamp(3) with time zone;
column party_versions.party_id uuid not null;
column party_versions.version integer not null;
column party_versions.state json not null;
column party_versions.party_name text;
column party_versions.scene_index integer;
column party_versions.size_bytes integer not null;
column party_versions.updated_at timestamp(3) with time zone not null;
column quest_steps_done.quest_id bigint not null;
column quest_steps_done.step_id integer not null;
column quest_steps_done.done_at timestamp(3) with time zone not null;
column quests.id bigint not null;
column quests.session_id text not null;
column quests.created_at timestamp(3) with time zone not null;
column quests.help_mode text not null;
column quests.quest_json json not null;
column quests.steps_total integer not null;
column quests.steps_done integer not null;
column quests.sgxp_total integer not null;
column quests.sgxp_earned integer not null;
column quests.owner text not null default ''::text;
constraint idempotency_keys_pkey on idempotency_keys PRIMARY KEY (scope, key);
constraint leases_pkey on leases PRIMARY KEY (key);
constraint model_calls_pkey on model_calls PRIMARY KEY (day);
constraint parties_id on parties PRIMARY KEY (id);
constraint parties_owner_session_id on parties UNIQUE (owner, session_id);
constraint party_versions_party_id on party_versions FOREIGN KEY (party_id) REFERENCES parties(id) ON DELETE CASCADE;
constraint party_versions_party_id_version on party_versions PRIMARY KEY (party_id, version);
constraint quest_steps_done_pkey on quest_steps_done PRIMARY KEY (quest_id, step_id);
constraint quest_steps_done_quest_id_fkey on quest_steps_done FOREIGN KEY (quest_id) REFERENCES quests(id) ON DELETE CASCADE;
constraint quests_pkey on quests PRIMARY KEY (id);
CREATE INDEX idempotency_keys_created_at ON public.idempotency_keys USING btree (created_at);
CREATE UNIQUE INDEX idempotency_keys_pkey ON public.idempotency_keys USING btree (scope, key);
CREATE UNIQUE INDEX leases_pkey ON public.leases USING btree (key);
CREATE UNIQUE INDEX model_calls_pkey ON public.model_calls USING btree (day);
CREATE UNIQUE INDEX parties_id ON public.parties USING btree (id);
CREATE UNIQUE INDEX parties_owner_session_id ON public.parties USING btree (owner, session_id);
CREATE UNIQUE INDEX party_versions_party_id_version ON public.party_versions USING btree (party_id, version);
CREATE UNIQUE INDEX quest_steps_done_pkey ON public.quest_steps_done USING btree (quest_id, step_id);
CREATE INDEX quests_owner_id ON public.quests USING btree (owner, id);
CREATE UNIQUE INDEX quests_pkey ON public.quests USING btree (id);
CREATE TRIGGER parties_deleted AFTER UPDATE ON public.parties FOR EACH ROW WHEN (((new.deleted_at IS NOT NULL) AND (old.deleted_at IS NULL))) EXECUTE FUNCTION drop_party_history();
CREATE TRIGGER parties_history AFTER UPDATE ON public.parties FOR EACH ROW WHEN (((old.version <> new.version) AND (old.deleted_at IS NULL))) EXECUTE FUNCTION keep_party_history();
CREATE OR REPLACE FUNCTION public.drop_party_history()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin delete from party_versions where party_id = new.id; return null; end $function$
;
CREATE OR REPLACE FUNCTION public.keep_party_history()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin 
  insert into party_versions (party_id, version, state, party_name, scene_index, size_bytes, updated_at) values (old.id, old.version, old.state, old.party_name, old.scene_index, old.size_bytes, old.updated_at);
  delete from party_versions where party_id = new.id and version <= new.version - new.versions_kept; return null; end $function$
;
