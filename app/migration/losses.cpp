// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/losses.h"

#include "sql/classify.h"
#include "sql/parser.h"
#include "sql/quote.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QJsonObject>
#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using connection::Session;
using connection::Statement;

static QString tr(const char *text) { return QCoreApplication::translate("Migration", text); }

namespace {

class LossReader final
{
public:
    void read(const Step &step)
    {
        for (const PlannedStatement &statement : step.statements) {
            m_version = step.version;
            m_line = statement.line;
            readStatement(step.sql(statement));
        }
    }

    [[nodiscard]] std::vector<Loss> take() { return std::move(m_losses); }

private:
    void add(LossKind kind, const QString &schema, const QString &name, const QString &column = {})
    {
        const bool known = std::ranges::any_of(m_losses, [&](const Loss &loss) {
            return loss.kind == kind && loss.schema == schema && loss.name == name && loss.column == column
                && kind != LossKind::Other;
        });
        if (!known)
            m_losses.push_back(
                {.kind = kind, .version = m_version, .schema = schema, .name = name, .column = column, .line = m_line});
    }

    void addRelations(LossKind kind, const sql::Classification &what)
    {
        for (const sql::RelationName &relation : what.relations)
            add(kind, relation.schema, relation.name);
    }

    void readStatement(const QString &text)
    {
        const sql::Classification what = sql::classify(text);
        if (!what.destroysData)
            return;
        const size_t before = m_losses.size();
        if (what.parsed && what.kind == sql::StatementKind::Drop
            && (what.command == "DROP TABLE"_L1 || what.command == "DROP MATERIALIZED VIEW"_L1))
            addRelations(LossKind::Table, what);
        else if (what.parsed && (what.kind == sql::StatementKind::Truncate || what.kind == sql::StatementKind::Delete))
            addRelations(LossKind::Rows, what);
        else if (what.parsed)
            readTree(text);
        if (m_losses.size() == before && !isKnown(what))
            add(LossKind::Other, {}, what.command);
    }

    // Nothing was added because all of it is there already.
    [[nodiscard]] bool isKnown(const sql::Classification &what) const
    {
        return !what.relations.empty()
            && std::ranges::all_of(what.relations, [this](const sql::RelationName &relation) {
                   return std::ranges::any_of(m_losses, [&relation](const Loss &loss) {
                       return loss.schema == relation.schema && loss.name == relation.name
                           && loss.kind == LossKind::Table;
                   });
               });
    }

    void readTree(const QString &text)
    {
        const auto tree = sql::parseTree(text.toUtf8());
        if (!tree || tree->size() != 1)
            return;
        const QJsonObject statement = tree->first()["stmt"_L1].toObject();
        if (statement.contains("AlterTableStmt"_L1))
            readAlterTable(statement["AlterTableStmt"_L1].toObject());
        else if (statement["DropStmt"_L1]["removeType"_L1] == "OBJECT_SCHEMA"_L1) {
            for (const QJsonValue name : statement["DropStmt"_L1]["objects"_L1].toArray())
                add(LossKind::Schema, {}, name["String"_L1]["sval"_L1].toString());
        }
    }

    void readAlterTable(const QJsonObject &statement)
    {
        const QJsonValue relation = statement["relation"_L1];
        for (const QJsonValue item : statement["cmds"_L1].toArray()) {
            const QJsonValue command = item["AlterTableCmd"_L1];
            if (command["subtype"_L1] == "AT_DropColumn"_L1)
                add(LossKind::Column, relation["schemaname"_L1].toString(), relation["relname"_L1].toString(),
                    command["name"_L1].toString());
        }
    }

    std::vector<Loss> m_losses;
    Version m_version;
    qsizetype m_line = 0;
};

// The relation as the database knows it, with its estimated rows.
Statement findStatement(const Loss &loss, const QString &schema)
{
    const QString plain = sql::quoteQualified(loss.schema, loss.name);
    const QString inSchema =
        loss.schema.isEmpty() && !schema.isEmpty() ? sql::quoteQualified(schema, loss.name) : plain;
    return {
        u"SELECT n.nspname, c.relname, c.reltuples::bigint FROM pg_class c JOIN pg_namespace n ON n.oid = "
        u"c.relnamespace "
        "WHERE c.oid = coalesce(to_regclass($1), to_regclass($2)) AND c.relkind IN ('r', 'p', 'm', 'f')"_s,
        {inSchema.toUtf8(), plain.toUtf8()}};
}

// The exact count, unless it takes too long or is not allowed; then nothing, and the estimate stays.
std::optional<qint64> countRows(Session &session, const Loss &loss, std::chrono::milliseconds patience)
{
    const QString what = loss.kind == LossKind::Column ? sql::quoteIdentifier(loss.column) : u"*"_s;
    const auto answer =
        session
            .pipeline(
                {{u"BEGIN READ ONLY"_s, {}},
                 {u"SELECT set_config('statement_timeout', $1, true)"_s,
                  {QByteArray::number(qint64(patience.count()))}},
                 {u"SELECT count(%1) FROM %2"_s.arg(what, sql::quoteQualified(loss.schema, loss.name)), {}},
                 {u"COMMIT"_s, {}}})
            .result();
    if (!answer || answer->error)
        return std::nullopt;
    return answer->answers[2].rows.integer(0, 0);
}

} // namespace

std::vector<Loss> lossesOf(const Plan &plan)
{
    LossReader reader;
    for (const Step &step : plan.steps)
        reader.read(step);
    return reader.take();
}

Result<std::vector<Loss>>
countLosses(Session &session, std::vector<Loss> losses, const QString &schema, std::chrono::milliseconds patience)
{
    const QDeadlineTimer deadline(patience * 3);
    for (Loss &loss : losses) {
        if (loss.kind == LossKind::Other || loss.kind == LossKind::Schema)
            continue;
        const Result<connection::Answer> found = session.query(findStatement(loss, schema)).result();
        if (!found)
            return fail(found.error());
        loss.exists = found->rows.rowCount() > 0;
        if (!loss.exists)
            continue;
        loss.schema = found->rows.text(0, 0);
        if (const qint64 estimate = found->rows.integer(0, 2); estimate >= 0)
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
    const QString name = loss.schema.isEmpty() ? loss.name : loss.schema + u'.' + loss.name;
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
        return tr("schema %1 with all that is in it").arg(loss.name);
    case LossKind::Other:
        return tr("data that %1 removes (line %2)").arg(loss.name).arg(loss.line);
    }
    return name;
}

} // namespace howdah::migration
