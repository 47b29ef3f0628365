// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/history/alembicbeside.h"

#include "migration/source/tr.h"
#include "sql/quote.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using connection::Statement;

static QString tableName() { return u"alembic_version"_s; }

AlembicBeside::AlembicBeside(std::unique_ptr<Dialect> dialect, const QString &schema, Revisions revisions)
    : m_dialect(std::move(dialect))
    , m_isOnPath(schema.isEmpty())
    , m_table(sql::quoteQualified(schema, tableName()))
    , m_revisions(std::move(revisions))
{
}

QStringList AlembicBeside::tablesOnPath() const
{
    QStringList tables = m_dialect->tablesOnPath();
    if (m_isOnPath)
        tables << tableName();
    return tables;
}

void AlembicBeside::place(const QString &table, const QString &schema) const
{
    m_dialect->place(table, schema);
    if (m_isOnPath && table == tableName())
        m_table = sql::quoteQualified(schema, tableName());
}

History AlembicBeside::readPresence(const connection::RowBatch &rows) const { return m_dialect->readPresence(rows); }

Result<std::vector<Record>> AlembicBeside::readRecords(const connection::RowBatch &rows) const
{
    return m_dialect->readRecords(rows);
}

Statement AlembicBeside::texts(const History &history, const std::vector<Version> &versions) const
{
    return m_dialect->texts(history, versions);
}

std::vector<Statement> AlembicBeside::ensure(const History &history) const { return m_dialect->ensure(history); }
std::vector<Statement> AlembicBeside::started(const Entering &what) const { return m_dialect->started(what); }
std::vector<Statement> AlembicBeside::failed(const Failing &what) const { return m_dialect->failed(what); }

std::vector<Statement> AlembicBeside::progressed(const Entering &what, int begun, int done) const
{
    return m_dialect->progressed(what, begun, done);
}

std::vector<Statement> AlembicBeside::finished(const Entering &what) const
{
    return with(m_dialect->finished(what), what.version, what.direction);
}

std::vector<Statement> AlembicBeside::completed(const Entering &what, qint64 milliseconds) const
{
    return with(m_dialect->completed(what, milliseconds), what.version, what.direction);
}

std::vector<Statement> AlembicBeside::marked(const Entering &what, Mark mark) const
{
    if (mark == Mark::Accepted)
        return m_dialect->marked(what, mark); // the revision stays
    return with(
        m_dialect->marked(what, mark), what.version, mark == Mark::RolledBack ? Direction::Down : Direction::Up);
}

// ---- the revision

namespace {

// "ARRAY['a', 'b']::pg_catalog.text[]" of the revisions from `first` to before `last`.
QString arrayOf(const AlembicBeside::Revisions &revisions, size_t first, size_t last)
{
    QStringList values;
    for (size_t i = first; i < last; ++i)
        values << sql::quoteLiteral(revisions[i].second);
    return u"ARRAY[%1]::pg_catalog.text[]"_s.arg(values.join(u", "_s));
}

} // namespace

// One DO block, since the table may not be there by now, which a plain statement would not even be parsed without.
std::vector<Statement>
AlembicBeside::with(std::vector<Statement> statements, const Version &version, Direction direction) const
{
    const auto found = std::ranges::find_if(m_revisions, [&version](const auto &known) {
        return known.first == version.text() || known.first == version.identity();
    });
    if (found == m_revisions.end())
        return statements;
    const size_t index = size_t(found - m_revisions.begin());
    const QString own = sql::quoteLiteral(found->second);
    QString body = u"DECLARE alien pg_catalog.text; BEGIN IF pg_catalog.to_regclass(%1) IS NULL THEN "_s.arg(
        sql::quoteLiteral(m_table));
    body += direction == Direction::Down
              ? u"RETURN; "_s
              : u"CREATE TABLE %1 (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY "
                "(version_num)); "_s.arg(m_table);
    // sqlnames: what follows MESSAGE and HINT is no operator
    body += u"END IF; SELECT pg_catalog.string_agg(version_num, ', ') INTO alien FROM %1 "
            "WHERE version_num OPERATOR(pg_catalog.<>) ALL (%2); IF alien IS NOT NULL THEN "
            "RAISE EXCEPTION USING MESSAGE = pg_catalog.format(%3, alien), HINT = %4; END IF; "_s.arg(
                m_table, arrayOf(m_revisions, 0, m_revisions.size()),
                sql::quoteLiteral(tr("alembic_version is at %s, which pack.yaml does not list")),
                sql::quoteLiteral(tr("List that revision in pack.yaml, or bring the database to one that it lists.")));
    if (direction == Direction::Up) {
        body += u"DELETE FROM %1 WHERE version_num OPERATOR(pg_catalog.=) ANY (%2); "_s.arg(
            m_table, arrayOf(m_revisions, 0, index));
        body += u"INSERT INTO %1 (version_num) SELECT %2 WHERE NOT EXISTS (SELECT FROM %1); "_s.arg(m_table, own);
    } else if (index > 0) {
        body += u"UPDATE %1 SET version_num = %2 WHERE version_num OPERATOR(pg_catalog.=) %3; "_s.arg(
            m_table, sql::quoteLiteral(m_revisions[index - 1].second), own);
    } else {
        body += u"DELETE FROM %1 WHERE version_num OPERATOR(pg_catalog.=) %2; "_s.arg(m_table, own);
    }
    statements.push_back({u"DO "_s + sql::quoteLiteral(body + u"END"_s), {}});
    return statements;
}

} // namespace howdah::migration
