column deleted_saves.session_id text not null;
column deleted_saves.version integer not null;
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
constraint deleted_saves_pkey on deleted_saves PRIMARY KEY (session_id);
constraint parties_pkey on parties PRIMARY KEY (id);
constraint parties_session_id_key on parties UNIQUE (session_id);
constraint party_versions_party_id_fkey on party_versions FOREIGN KEY (party_id) REFERENCES parties(id) ON DELETE CASCADE;
constraint party_versions_pkey on party_versions PRIMARY KEY (party_id, version);
CREATE UNIQUE INDEX deleted_saves_pkey ON public.deleted_saves USING btree (session_id);
CREATE UNIQUE INDEX parties_pkey ON public.parties USING btree (id);
CREATE UNIQUE INDEX parties_session_id_key ON public.parties USING btree (session_id);
CREATE UNIQUE INDEX party_versions_pkey ON public.party_versions USING btree (party_id, version);
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
