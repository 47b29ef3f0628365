// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/dashboard.h"
#include "metrics/rollupscript.h"

// A table of events with a rollup, and a dashboard that asks both.
namespace howdah::test {

using namespace Qt::StringLiterals;
using namespace howdah::metrics;

// Twenty days up to now, on purpose with a lognormal, a bimodal and a heavy-tailed kind, and one of all that is odd.
inline const QString Events =
    u"create table events (id bigserial primary key, at timestamptz, kind text, ok boolean, ms float8, tokens int);"
    "create index on events (at); select setseed(0.42);"
    "insert into events (at, kind, ok, ms, tokens) select now() - random() * interval '20 days', kind, random() < 0.9,"
    " case kind when 'lognormal' then exp(6 + z) when 'bimodal' then case when random() < 0.7 then 120 + 5 * z else "
    "5000 + 200 * z end"
    " when 'heavy' then 50 / power(1 - u, 1 / 1.2) end, case when random() < 0.95 then (random() * 900)::int end"
    " from (select kind, random() as u, sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()) as z"
    " from unnest('{lognormal,bimodal,heavy}'::text[]) kind, generate_series(1, 20000)) drawn;"
    "insert into events (at, kind, ok, ms, tokens) select now() - i * interval '61 minutes', case when i % 3 = 0 then "
    "null else 'odd' end, null,"
    " ('{-5,0,NaN,Infinity,-Infinity,NULL,1e-310,1e300,-0.001,7}'::float8[])[1 + i % 10], null from generate_series(1, "
    "400) i;"
    "insert into events (at, kind, ms) values ('infinity', 'lognormal', 1), ('-infinity', 'lognormal', 1), (null, "
    "'lognormal', 1),"
    " (now() + interval '3 hours', 'lognormal', 77);"
    "analyze events"_s;

// A query as a block of YAML.
inline QByteArray block(const QString &sql) { return "|\n      " + sql.toUtf8().replace("\n", "\n      ") + "\n"; }

inline const QString ExactPercentiles =
    u"select :bucket(at) as bucket, concat_ws(' ', kind, p.name) as series,\n"
    "  percentile_disc(p.share) within group (order by ms) as value, null::float8 as low, null::float8 as high, "
    "count(ms) as n\n"
    "from events cross join (values ('p50', 0.5::float8), ('p90', 0.9), ('p95', 0.95), ('p99', 0.99)) as p(name, "
    "share)\n"
    "where at >= :from and at < :to and ms is not null group by 1, kind, p.name, p.share"_s;
inline const QString ExactCounts =
    u"select :bucket(at) as bucket, kind as series, count(*) as value, count(*) filter (where ok) as successes,\n"
    "  sum(ms::numeric) filter (where abs(ms) < 'Infinity') as total,\n"
    "  sum(ms::numeric * ms::numeric) filter (where abs(ms) < 'Infinity') as squares,\n"
    "  count(*) filter (where abs(ms) < 'Infinity') as n\n"
    "from events where at >= :from and at < :to group by 1, 2"_s;

inline RollupDefinition eventsRollup(const QString &name, const Bucket &grain)
{
    RollupDefinition definition;
    definition.table = u"events"_s;
    definition.time = u"at"_s;
    definition.value = u"ms"_s;
    definition.dimensions = {{u"kind"_s, {}}};
    definition.success = u"ok"_s;
    definition.sums = {u"tokens"_s};
    definition.name = name;
    definition.grain = grain;
    return definition;
}

inline DashboardDefinition dashboardFor(const RollupDefinition &rollup)
{
    QByteArray yaml = "title: Events\ntables: [events]\npanels:\n";
    const auto add = [&](const char *id, const QString &exact, const QString &rolled) {
        yaml += QByteArray("  - id: ") + id + "\n    title: T\n    kind: line\n    limit: 100\n    query: "
              + block(exact) + "    rollup-table: " + rollup.name.toUtf8() + "\n    rollup: " + block(rolled);
    };
    add("percentiles", ExactPercentiles, percentileQuery(rollup, u"kind"_s));
    add("counts", ExactCounts, countQuery(rollup, u"kind"_s));
    const DashboardReading reading = readDashboard(yaml, u"events.yaml"_s);
    for (const DefinitionProblem &problem : reading.problems)
        qWarning("%s", qPrintable(describe(problem, u"events.yaml"_s)));
    return reading.dashboard.value_or(DashboardDefinition());
}

} // namespace howdah::test
