{#- The project's own memory, one row a model, one row for the build: made where it is missing.
    The batch that a run reads up to is frozen here, once, at its start: what a loader commits
    while models run is the next run's business. -#}
{% macro prepare_meta() %}
create schema if not exists meta;

create table if not exists meta.model_watermarks (
    model text primary key,
    batch bigint not null,          -- every raw batch up to this one is in the model
    built_at timestamptz not null,
    full_refresh boolean not null,
    fingerprint text                -- of the code, vars and seeds; `clickstream build` keeps it
);

create table if not exists meta.build_state (
    only_row boolean primary key default true check (only_row),
    frozen_batch bigint not null,
    previous_batch bigint not null, -- of the run before: (previous, frozen] is what is new
    frozen_at timestamptz not null
);

insert into meta.build_state (frozen_batch, previous_batch, frozen_at)
values (0, 0, now())
on conflict (only_row) do nothing;

{% if flags.WHICH in ('run', 'build') %}
update meta.build_state
set
    previous_batch = frozen_batch,
    frozen_batch = (select coalesce(max(batch), 0) from {{ source('raw', 'load_batches') }}),
    frozen_at = now();
{% endif %}
{% endmacro %}
