// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/plan/losses.h"

#include "base/propagate.h"
#include "connection/session/databasepath.h"
#include "connection/session/searchpath.h"
#include "migration/source/tr.h"
#include "sql/classify.h"
#include "sql/destruction.h"
#include "sql/quote.h"

#include <QDeadlineTimer>
#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using connection::Session;
using connection::Statement;

namespace {

class LossReader final
{
public:
    explicit LossReader(bool risks)
        : m_risks(risks)
    {
    }

    void read(const Step &step)
    {
        m_names.nextScript();
        m_down = step.direction == Direction::Down;
        for (const PlannedStatement &statement : step.toSend()) {
            m_version = step.version;
            m_line = statement.line;
            readStatement(step.sql(statement));
        }
    }

    [[nodiscard]] std::vector<Loss> take() { return std::move(m_losses); }

private:
    void add(Loss loss)
    {
        const bool known = std::ranges::any_of(m_losses, [&](const Loss &other) {
            return other.kind == loss.kind && other.schema == loss.schema && other.name == loss.name
                && other.column == loss.column && loss.kind != LossKind::Other;
        });
        if (known)
            return;
        loss.version = m_version;
        loss.line = m_line;
        m_losses.push_back(std::move(loss));
    }

    void add(LossKind kind, const sql::Destruction &what, const QString &column = {})
    {
        add({.kind = kind, .schema = what.schema, .name = what.name, .column = column, .path = what.path});
    }

    void readStatement(const QString &text)
    {
        using Kind = sql::Destruction::Kind;
        m_names.read(text);
        const size_t before = m_losses.size();
        for (const sql::Destruction &one : m_names.take()) {
            if (one.kind == Kind::Drop && (one.object == "table"_L1 || one.object == "materialized view"_L1))
                add(LossKind::Table, one);
            else if (one.kind == Kind::Drop && one.object == "schema"_L1)
                add(LossKind::Schema, one);
            else if (one.kind == Kind::DropPart && one.object == "column"_L1)
                add(LossKind::Column, one, one.part);
            else if (one.kind == Kind::Truncate || one.kind == Kind::Delete)
                add(LossKind::Rows, one);
            else if (m_risks && m_down)
                addRisk(one);
        }
        const sql::Classification what = sql::classify(text);
        if (what.destroysData && m_losses.size() == before && !isKnown(what))
            add({.kind = LossKind::Other, .name = what.command});
    }

    // What is changed, and what nobody can judge. Functions that are called are judged by the server only (findRisks).
    void addRisk(const sql::Destruction &one)
    {
        using Kind = sql::Destruction::Kind;
        const bool rows =
            one.kind == Kind::Update || one.kind == Kind::Merge || (one.kind == Kind::Insert && one.cascade);
        if (rows)
            add(LossKind::Rows, one);
        else if (
            one.kind == Kind::Block || one.kind == Kind::Unsure
            || (one.kind == Kind::Call && one.object != "function"_L1))
            add({.kind = LossKind::Other, .name = one.name, .unseen = true});
        else if (one.kind == Kind::Drop && one.object == "owned by"_L1)
            add({.kind = LossKind::Other, .name = u"DROP OWNED BY "_s + one.name, .unseen = true});
    }

    // Nothing was added because all of it is there already.
    [[nodiscard]] bool isKnown(const sql::Classification &what) const
    {
        return !what.relations.empty()
            && std::ranges::all_of(what.relations, [this](const sql::RelationName &relation) {
                   return std::ranges::any_of(m_losses, [&relation](const Loss &loss) {
                       return loss.schema == relation.schema && loss.name == relation.name
                           && (loss.kind == LossKind::Table || loss.kind == LossKind::Rows);
                   });
               });
    }

    sql::DestructionReader m_names;
    bool m_risks;
    bool m_down = false;
    std::vector<Loss> m_losses;
    Version m_version;
    qsizetype m_line = 0;
};

// The relation as the database knows it, with its estimated rows.
constexpr auto NamedSql = R"(
SELECT n.nspname, c.relname, c.reltuples::bigint
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
     LEFT JOIN pg_catalog.json_array_elements_text($2::pg_catalog.json) WITH ORDINALITY AS place(nspname, position)
          ON place.nspname OPERATOR(pg_catalog.=) n.nspname::pg_catalog.text
WHERE c.relname OPERATOR(pg_catalog.=) $1::pg_catalog.name AND (place.position IS NOT NULL OR $3::boolean)
      AND c.relkind OPERATOR(pg_catalog.=) ANY ('{r,p,m,f}'::pg_catalog."char"[])
ORDER BY place.position, n.nspname LIMIT 1)"_L1;

Statement findStatement(const Loss &loss, const connection::SearchPath &ofSession, const QString &schema)
{
    connection::SearchPath path = loss.path ? connection::SearchPath::of(*loss.path) : ofSession;
    if (!loss.path && !schema.isEmpty())
        path.schemas.prepend(schema);
    if (!loss.schema.isEmpty())
        path = {.schemas = {loss.schema}, .any = false};
    return {QString(NamedSql), {loss.name.toUtf8(), path.json(), QByteArray(path.any ? "true" : "false")}};
}

// The exact count, unless it takes too long or is not allowed; then nothing, and the estimate stays.
std::optional<qint64> countRows(Session &session, const Loss &loss, std::chrono::milliseconds patience)
{
    const QString what = loss.kind == LossKind::Column ? sql::quoteIdentifier(loss.column) : u"*"_s;
    const auto answer =
        session
            .pipeline(
                {{u"BEGIN READ ONLY"_s, {}},
                 {u"SELECT pg_catalog.set_config('statement_timeout', $1, true)"_s,
                  {QByteArray::number(qint64(patience.count()))}},
                 {u"SELECT pg_catalog.count(%1) FROM %2"_s.arg(what, sql::quoteQualified(loss.schema, loss.name)), {}},
                 {u"COMMIT"_s, {}}})
            .result();
    if (!answer || answer->error)
        return std::nullopt;
    return answer->answers[2].rows.integer(0, 0);
}

} // namespace

static std::vector<Loss> readLosses(const Plan &plan, bool risks)
{
    LossReader reader(risks);
    for (const Step &step : plan.steps)
        reader.read(step);
    return reader.take();
}

std::vector<Loss> lossesOf(const Plan &plan) { return readLosses(plan, false); }

std::vector<Loss> risksOf(const Plan &plan) { return readLosses(plan, true); }

Result<std::vector<Loss>>
countLosses(Session &session, std::vector<Loss> losses, const QString &schema, std::chrono::milliseconds patience)
{
    const QDeadlineTimer deadline(patience * 3);
    if (losses.empty())
        return losses;
    ASSIGN_OR_RETURN(const auto path, connection::readDatabasePath(session));
    for (Loss &loss : losses) {
        if (loss.kind == LossKind::Other || loss.kind == LossKind::Schema)
            continue;
        ASSIGN_OR_RETURN(
            const connection::Answer found,
            session.query(findStatement(loss, {.schemas = path, .any = false}, schema)).result());
        loss.exists = found.rows.rowCount() > 0;
        if (!loss.exists)
            continue;
        loss.schema = found.rows.text(0, 0);
        if (const qint64 estimate = found.rows.integer(0, 2); estimate >= 0)
            loss.rows = estimate; // -1: never analysed
        if (deadline.hasExpired())
            continue;
        if (const std::optional<qint64> rows = countRows(session, loss, patience)) {
            loss.rows = rows;
            loss.exact = true;
        }
    }
    return losses;
}

static QString grouped(qint64 number) { return QLocale(QLocale::English).toString(number); }

QString describe(const Loss &loss)
{
    QString name = loss.schema.isEmpty() ? loss.name : loss.schema + u'.' + loss.name;
    QString count = tr("rows not counted");
    if (!loss.exists)
        count = tr("not there");
    else if (loss.rows && loss.kind == LossKind::Column)
        count = (*loss.rows == 1 ? tr("%1 value") : tr("%1 values")).arg(grouped(*loss.rows));
    else if (loss.rows)
        count = (*loss.rows == 1 ? tr("%1 row") : tr("%1 rows")).arg(grouped(*loss.rows));
    if (loss.exists && loss.rows && !loss.exact)
        count = tr("about %1").arg(count);
    switch (loss.kind) {
    case LossKind::Table:
        return tr("table %1: %2").arg(name, count);
    case LossKind::Column:
        return tr("column %1.%2: %3").arg(name, loss.column, count);
    case LossKind::Rows:
        return tr("rows of %1: %2").arg(name, count);
    case LossKind::Schema:
        return tr("schema %1 with everything in it").arg(loss.name);
    case LossKind::Other:
        if (loss.line == 0)
            return tr("effects of %1 that cannot be analysed (in the database)").arg(loss.name);
        if (loss.unseen)
            return tr("effects of %1 that cannot be analysed (line %2)").arg(loss.name).arg(loss.line);
        return tr("data that %1 removes (line %2)").arg(loss.name).arg(loss.line);
    }
    return name;
}

} // namespace howdah::migration
