// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/propagate.h"
#include "connection/server/pgtools.h"
#include "base/writeproblem.h"
#include "connection/session/session.h"
#include "migration/run/restorescript.h"
#include "migration/run/safetycopy.h"
#include "migration/source/tr.h"
#include "sql/quote.h"
#include "sql/splitter.h"
#include "sql/statementtree.h"

#include <QFile>
#include <QJsonArray>
#include <QRegularExpression>
#include <QSet>
#include <QTemporaryDir>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using connection::Answer;
using connection::Session;

namespace {

enum class Way { Create, Fill, Columns, Merge };

struct TablePlan
{
    const CopiedTable *table = nullptr;
    Way way = Way::Create;
    QStringList before; // statements: triggers off, keys deferred
    QStringList after;  // and back
    ChangedRows changed = ChangedRows::Refuse;
    QStringList always; // columns that only the server fills (GENERATED ALWAYS AS IDENTITY)
    qint64 rows = 0;    // that came back
};

QString nameOf(const CopiedTable &table) { return sql::quoteQualified(table.schema, table.name); }
QString plainName(const CopiedTable &table) { return table.schema + u'.' + table.name; }

QStringList quoted(const QStringList &names, const QString &prefix = {})
{
    QStringList list;
    for (const QString &name : names)
        list << prefix + sql::quoteIdentifier(name);
    return list;
}

// Puts one copy back; lives as long as that.
class Restorer final
{
public:
    Restorer(const SafetyCopy &copy, ChangedRows changed, MadeAgain madeAgain, std::stop_token stop)
        : m_copy(copy)
        , m_changed(changed)
        , m_madeAgain(madeAgain)
        , m_stop(std::move(stop))
        , m_session({.name = u"restore"_s})
        , m_cancel(m_stop, [this] { m_session.cancel(); })
    {
    }

    Result<std::vector<RestoredTable>> run(const connection::ConnInfo &target)
    {
        ASSIGN_OR_RETURN(const auto facts, m_session.open(target).result());
        ASSIGN_OR_RETURN(auto tools, connection::findTools(facts.version));
        m_tools = tools;
        const Result<void> done = transaction();
        if (!done) {
            if (m_session.isOpen())
                (void)m_session.query({u"ROLLBACK"_s, {}}).result();
            return fail(done.error());
        }
        std::vector<RestoredTable> restored;
        restored.reserve(m_plans.size());
        for (const TablePlan &plan : m_plans)
            restored.push_back({plan.table->schema, plan.table->name, plan.rows, plan.way == Way::Create});
        return restored;
    }

private:
    Result<Answer> ask(const QString &sql, const QStringList &parameters = {})
    {
        if (m_stop.stop_requested())
            return fail(ErrorKind::Cancelled, tr("Cancelled"));
        connection::Statement statement{sql, {}};
        for (const QString &parameter : parameters)
            statement.parameters.emplace_back(parameter.toUtf8());
        return m_session.query(statement).result();
    }

    Result<void> runAll(const QStringList &statements)
    {
        for (const QString &statement : statements) {
            RETURN_IF_ERROR(ask(statement));
        }
        return {};
    }

    Result<void> transaction()
    {
        if (auto begun = runAll({u"BEGIN"_s, u"SET LOCAL lock_timeout = '10s'"_s}); !begun)
            return begun;
        for (const CopiedTable &table : m_copy.tables) {
            if (auto planned = plan(table); !planned)
                return planned;
        }
        for (const TablePlan &plan : m_plans) {
            if (auto done = runAll(plan.before); !done)
                return done;
        }
        if (auto done = restoreTables(); !done)
            return done;
        for (TablePlan &plan : m_plans) {
            Result<void> done = plan.way == Way::Columns ? restoreColumns(plan)
                              : plan.way == Way::Merge   ? mergeRows(plan)
                                                         : check(plan);
            if (!done)
                return done;
        }
        if (auto checked = runAll({u"SET CONSTRAINTS ALL IMMEDIATE"_s}); !checked)
            return checked;
        for (const TablePlan &plan : m_plans) {
            if (auto done = runAll(plan.after); !done)
                return done;
        }
        return runAll({u"COMMIT"_s});
    }

    // ---- what is there

    Result<void> plan(const CopiedTable &table)
    {
        ASSIGN_OR_RETURN(
            const auto there, ask(u"SELECT pg_catalog.to_regclass($1)::pg_catalog.oid"_s, {nameOf(table)}));
        TablePlan plan{.table = &table, .changed = m_changed};
        if (there.rows.isNull(0, 0)) {
            m_plans.push_back(plan);
            return {};
        }
        const QString oid = there.rows.text(0, 0);
        // From here on nobody writes into it.
        RETURN_IF_ERROR(ask(u"LOCK TABLE ONLY %1 IN SHARE ROW EXCLUSIVE MODE"_s.arg(nameOf(table))));
        if (auto fits = compareColumns(plan, oid); !fits)
            return fits;
        ASSIGN_OR_RETURN(const auto filled, ask(u"SELECT EXISTS (SELECT 1 FROM ONLY %1)"_s.arg(nameOf(table))));
        plan.way = Way::Fill;
        if (filled.rows.boolean(0, 0)) {
            const bool wasDropped = !table.rowsOnly && table.lostColumns.isEmpty();
            plan.way = table.rowsOnly || wasDropped ? Way::Merge : Way::Columns;
            if (wasDropped && m_madeAgain == MadeAgain::Empty)
                return inTheWay(
                    tr("The table %1 contains rows").arg(plainName(table)),
                    tr("Remove these rows first, or restore to another database. pg_restore can also read the file."));
            if (wasDropped)
                plan.changed = table.primaryKey.isEmpty() ? ChangedRows::Keep : ChangedRows::Overwrite;
            if (plan.way == Way::Columns && table.primaryKey.isEmpty())
                return inTheWay(
                    tr("The table %1 has no primary key to identify its rows").arg(plainName(table)),
                    tr("pg_restore can read the file, and put its rows into another database."));
        }
        if (auto read = readTriggers(plan, oid); !read)
            return read;
        m_plans.push_back(plan);
        return {};
    }

    static Result<void> inTheWay(const QString &what, const QString &hint)
    {
        return fail(ErrorKind::Conflict, tr("%1, so nothing was restored").arg(what), hint);
    }

    Result<void> compareColumns(TablePlan &plan, const QString &oid)
    {
        const CopiedTable &table = *plan.table;
        ASSIGN_OR_RETURN(
            const auto now,
            ask(u"SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attidentity OPERATOR(pg_catalog.=) 'a' FROM pg_catalog.pg_attribute a WHERE a.attrelid OPERATOR(pg_catalog.=) $1::pg_catalog.oid AND a.attnum OPERATOR(pg_catalog.>) 0 AND NOT a.attisdropped AND a.attgenerated OPERATOR(pg_catalog.=) '' ORDER BY a.attname"_s,
                {oid}));
        QStringList here;
        for (qsizetype row = 0; row < now.rows.rowCount(); ++row) {
            here << now.rows.text(row, 0) + u' ' + now.rows.text(row, 1);
            if (now.rows.boolean(row, 2))
                plan.always << now.rows.text(row, 0);
        }
        QStringList there;
        for (const CopiedColumn &column : table.columns)
            there << column.name + u' ' + column.type;
        std::ranges::sort(here);
        std::ranges::sort(there);
        if (here == there)
            return {};
        QStringList differing;
        std::ranges::set_symmetric_difference(here, there, std::back_inserter(differing));
        return inTheWay(
            tr("The table %1 has different columns now (%2)").arg(plainName(table), differing.join(u", "_s)),
            table.lostColumns.isEmpty()
                ? tr("Restore to another database. pg_restore can also read the file.")
                : tr("Apply again what was rolled back, and then restore: that adds the columns the values go into."));
    }

    // Rows come back as they were, so no trigger may change or count them; keys are checked when all rows are there.
    Result<void> readTriggers(TablePlan &plan, const QString &oid)
    {
        const QString table = u"ALTER TABLE ONLY "_s + nameOf(*plan.table);
        ASSIGN_OR_RETURN(
            const auto triggers,
            ask(u"SELECT tgname, tgenabled FROM pg_catalog.pg_trigger WHERE tgrelid OPERATOR(pg_catalog.=) $1::pg_catalog.oid AND NOT tgisinternal AND tgenabled OPERATOR(pg_catalog.<>) 'D'"_s,
                {oid}));
        for (qsizetype row = 0; row < triggers.rows.rowCount(); ++row) {
            const QString name = sql::quoteIdentifier(triggers.rows.text(row, 0));
            const QString enabled = triggers.rows.text(row, 1);
            const QString how = enabled == "A"_L1 ? u"ALWAYS "_s : enabled == "R"_L1 ? u"REPLICA "_s : QString();
            plan.before << u"%1 DISABLE TRIGGER %2"_s.arg(table, name);
            plan.after << u"%1 ENABLE %2TRIGGER %3"_s.arg(table, how, name);
        }
        ASSIGN_OR_RETURN(
            const auto keys,
            ask(u"SELECT conname FROM pg_catalog.pg_constraint WHERE conrelid OPERATOR(pg_catalog.=) $1::pg_catalog.oid AND contype OPERATOR(pg_catalog.=) 'f' AND conparentid OPERATOR(pg_catalog.=) 0 AND NOT condeferrable"_s,
                {oid}));
        for (qsizetype row = 0; row < keys.rows.rowCount(); ++row) {
            const QString name = sql::quoteIdentifier(keys.rows.text(row, 0));
            plan.before << u"%1 ALTER CONSTRAINT %2 DEFERRABLE INITIALLY DEFERRED"_s.arg(table, name);
            plan.after << u"%1 ALTER CONSTRAINT %2 NOT DEFERRABLE"_s.arg(table, name);
        }
        return {};
    }

    // ---- putting back

    // The archive's own list of entries, without those that are not wanted: what existing tables have already, and the
    // positions of sequences, which are set by their table.
    Result<QByteArray> listOf(auto wanted)
    {
        ASSIGN_OR_RETURN(
            const auto list,
            connection::runToolWell({m_tools.program(u"pg_restore"_s), {u"--list"_s, m_copy.file}, {}}, m_stop));
        static const QRegularExpression entry(uR"(^\d+; \d+ (\d+) ([A-Z ]+) )"_s);
        QByteArray kept;
        for (const QByteArray &line : list.split('\n')) {
            const auto match = entry.match(QString::fromUtf8(line));
            if (match.hasMatch() && wanted(quint32(match.captured(1).toUInt()), match.captured(2)))
                kept += line + '\n';
        }
        return kept;
    }

    Result<void> write(const QByteArray &list, RestoreScript &script)
    {
        const QString path = m_folder.filePath(u"list"_s);
        const QString output = m_folder.filePath(u"script-%1.sql"_s.arg(++m_scripts));
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(list) != list.size())
            return fail(ErrorKind::Io, tr("%1 cannot be written: %2").arg(path, whyNotWritten(file)));
        file.close();
        RETURN_IF_ERROR(connection::runToolWell(
            {m_tools.program(u"pg_restore"_s), {u"--use-list="_s + path, u"--file="_s + output, m_copy.file}, {}},
            m_stop));
        return script.open(output);
    }

    Result<void> restoreTables()
    {
        QSet<quint32> created;
        QSet<quint32> filled;
        QSet<quint32> others; // parts of tables that are there
        for (const TablePlan &plan : m_plans) {
            if (plan.way == Way::Create)
                created.insert(plan.table->oid);
            else
                others.insert(plan.table->oid);
            if (plan.way == Way::Create || plan.way == Way::Fill)
                filled.insert(plan.table->oid);
            if (plan.way != Way::Create)
                others.unite(QSet<quint32>(plan.table->parts.begin(), plan.table->parts.end()));
        }
        if (filled.isEmpty())
            return {};
        ASSIGN_OR_RETURN(const auto list, listOf([&](quint32 oid, const QString &kind) {
                             if (kind == "TABLE DATA"_L1)
                                 return filled.contains(oid);
                             if (kind == "SEQUENCE SET"_L1 || created.isEmpty())
                                 return false;
                             return !others.contains(oid);
                         }));
        RestoreScript script;
        if (auto written = write(list, script); !written)
            return written;
        return runScript(script);
    }

    Result<void> runScript(const RestoreScript &script)
    {
        const auto &pieces = script.pieces();
        for (size_t i = 0; i < pieces.size(); ++i) {
            const QString text = QString::fromUtf8(script.text(pieces[i]));
            const bool copies = i + 1 < pieces.size() && pieces[i + 1].kind == sql::PieceKind::CopyData;
            Result<void> done;
            if (pieces[i].kind == sql::PieceKind::BackslashLine) {
                if (!text.startsWith("\\restrict "_L1) && !text.startsWith("\\unrestrict "_L1))
                    return fail(ErrorKind::Invalid, tr("The archive contains a psql command: %1").arg(text));
            } else if (text.contains("ATTACH PARTITION"_L1) && attachmentOf(text)) {
                m_attachments << text;
            } else if (copies) {
                done = copyIn(text, script.text(pieces[++i]));
            } else {
                done = runAll({text});
            }
            if (!done)
                return done;
        }
        return attach();
    }

    // What ALTER TABLE ... ATTACH PARTITION (or ALTER INDEX) attaches: schema and name.
    static std::optional<QStringList> attachmentOf(const QString &statement)
    {
        const sql::StatementTree tree = sql::readStatement(statement.toUtf8());
        const QJsonValue command = tree.body["cmds"_L1].toArray().first()["AlterTableCmd"_L1];
        if (!tree.is("AlterTableStmt"_L1) || command["subtype"_L1] != "AT_AttachPartition"_L1)
            return {};
        const QJsonValue name = command["def"_L1]["PartitionCmd"_L1]["name"_L1];
        return QStringList{name["schemaname"_L1].toString(), name["relname"_L1].toString()};
    }

    // At the end, and only what is not attached by then: a table that is there already is, and so are the keys of one
    // that is attached with them.
    Result<void> attach()
    {
        for (const QString &statement : std::as_const(m_attachments)) {
            const std::optional<QStringList> attached = attachmentOf(statement);
            if (!attached)
                continue;
            ASSIGN_OR_RETURN(
                const auto there,
                ask(u"SELECT c.relispartition FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid "
                    "OPERATOR(pg_catalog.=) c.relnamespace WHERE n.nspname OPERATOR(pg_catalog.=) $1::pg_catalog.name "
                    "AND "
                    "c.relname OPERATOR(pg_catalog.=) $2::pg_catalog.name"_s,
                    *attached));
            if (there.rows.rowCount() == 1 && there.rows.boolean(0, 0))
                continue;
            if (auto done = runAll({statement}); !done)
                return done;
        }
        return {};
    }

    Result<void> copyIn(const QString &statement, QByteArrayView data)
    {
        if (m_stop.stop_requested())
            return fail(ErrorKind::Cancelled, tr("Cancelled"));
        const auto done = m_session.copyIn(statement, connection::copySource(data)).result();
        return done ? Result<void>() : fail(done.error());
    }

    // As many rows as were copied, and sequences where they were.
    Result<void> check(TablePlan &plan)
    {
        ASSIGN_OR_RETURN(const auto count, ask(u"SELECT pg_catalog.count(*) FROM ONLY "_s + nameOf(*plan.table)));
        plan.rows = count.rows.integer(0, 0);
        if (plan.rows != plan.table->rows)
            return fail(
                ErrorKind::Conflict,
                tr("%1 would have %2 rows but %3 were copied, so nothing was restored")
                    .arg(plainName(*plan.table), QString::number(plan.rows), QString::number(plan.table->rows)));
        for (const CopiedSequence &sequence : plan.table->sequences) {
            RETURN_IF_ERROR(
                ask(u"SELECT pg_catalog.setval(pg_catalog.to_regclass($1), $2::bigint, $3::boolean)"_s,
                    {sql::quoteQualified(sequence.schema, sequence.name), QString::number(sequence.value),
                     sequence.called ? u"true"_s : u"false"_s}));
        }
        return {};
    }

    // The old rows go beside the table.
    Result<void> stage(const CopiedTable &table)
    {
        ASSIGN_OR_RETURN(const auto list, listOf([&](quint32 oid, const QString &kind) {
                             return kind == "TABLE DATA"_L1 && oid == table.oid;
                         }));
        RestoreScript script;
        if (auto written = write(list, script); !written)
            return written;
        const QString columns = quoted(namesOf(table)).join(u", "_s);
        if (auto made = runAll(
                {u"DROP TABLE IF EXISTS "_s + staging(),
                 u"CREATE TEMPORARY TABLE howdah_safety_copy ON COMMIT DROP AS SELECT %1 FROM %2 WITH NO DATA"_s.arg(
                     columns, nameOf(table))});
            !made)
            return made;
        for (const sql::Piece &piece : script.pieces()) {
            if (piece.kind != sql::PieceKind::CopyData)
                continue;
            if (auto done = copyIn(u"COPY %1 (%2) FROM STDIN"_s.arg(staging(), columns), script.text(piece)); !done)
                return done;
        }
        return runAll({u"ANALYZE "_s + staging()});
    }

    static QString staging() { return u"pg_temp.howdah_safety_copy"_s; }
    static QStringList namesOf(const CopiedTable &table)
    {
        QStringList names;
        for (const CopiedColumn &column : table.columns)
            names << column.name;
        return names;
    }
    // Keys as the server writes them: no type has to bring an operator that can be found by its name. Not by a cast,
    // which may be a function of whoever owns the type; no key is NULL.
    static QString sameKey(const CopiedTable &table)
    {
        QStringList pairs;
        for (const QString &column : table.primaryKey)
            pairs << u"pg_catalog.format('%s', t.%1) OPERATOR(pg_catalog.=) pg_catalog.format('%s', s.%1)"_s.arg(
                sql::quoteIdentifier(column));
        return pairs.join(u" AND "_s);
    }
    // A whole row as text.
    static QString rowText(const CopiedTable &table, const QString &prefix)
    {
        return u"ROW(%1)::pg_catalog.text"_s.arg(quoted(namesOf(table), prefix).join(u", "_s));
    }

    Result<qint64> affected(const QString &sql)
    {
        ASSIGN_OR_RETURN(const auto done, ask(sql));
        return done.affectedRows;
    }

    // They give their values to those that are still there.
    Result<void> restoreColumns(TablePlan &plan)
    {
        if (auto staged = stage(*plan.table); !staged)
            return staged;
        return overwrite(plan, plan.table->lostColumns, {});
    }

    Result<void> overwrite(TablePlan &plan, const QStringList &columns, const QString &condition)
    {
        QStringList sets;
        for (const QString &column : columns)
            sets << u"%1 = s.%1"_s.arg(sql::quoteIdentifier(column));
        if (sets.isEmpty())
            return {};
        ASSIGN_OR_RETURN(
            const auto updated,
            affected(u"UPDATE ONLY %1 t SET %2 FROM %3 s WHERE %4%5"_s.arg(
                nameOf(*plan.table), sets.join(u", "_s), staging(), sameKey(*plan.table), condition)));
        plan.rows += updated;
        return {};
    }

    // Rows that are not there any more come back; those that changed stand in the way, or get their values again.
    Result<void> mergeRows(TablePlan &plan)
    {
        const CopiedTable &table = *plan.table;
        if (auto staged = stage(table); !staged)
            return staged;
        Result<void> done = table.primaryKey.isEmpty() ? mergeByValue(plan) : mergeByKey(plan);
        return done ? advanceSequences(table) : done;
    }

    Result<void> mergeByKey(TablePlan &plan)
    {
        const CopiedTable &table = *plan.table;
        const QString differs =
            u" AND %1 OPERATOR(pg_catalog.<>) %2"_s.arg(rowText(table, u"t."_s), rowText(table, u"s."_s));
        ASSIGN_OR_RETURN(
            const auto changed, ask(u"SELECT pg_catalog.count(*) FROM ONLY %1 t JOIN %2 s ON %3%4"_s.arg(
                                    nameOf(table), staging(), sameKey(table), differs)));
        if (const qint64 rows = changed.rows.integer(0, 0); rows > 0 && plan.changed == ChangedRows::Refuse)
            return changedRows(
                tr("%1 rows of %2 have different values now").arg(QString::number(rows), plainName(table)));
        if (plan.changed == ChangedRows::Overwrite) {
            QStringList columns;
            for (const QString &name : namesOf(table)) {
                if (!table.primaryKey.contains(name) && !plan.always.contains(name))
                    columns << name;
            }
            if (auto done = overwrite(plan, columns, differs); !done)
                return done;
        }
        return insertMissing(
            plan, u"FROM %1 s WHERE NOT EXISTS (SELECT 1 FROM ONLY %2 t WHERE %3)"_s.arg(
                      staging(), nameOf(table), sameKey(table)));
    }

    // Without a key a row is known by all of its values, as often as it was there.
    Result<void> mergeByValue(TablePlan &plan)
    {
        const CopiedTable &table = *plan.table;
        ASSIGN_OR_RETURN(
            const auto others,
            ask(u"SELECT pg_catalog.count(*) FROM (SELECT %1 AS whole FROM ONLY %2 t EXCEPT ALL SELECT %3 FROM %4 s) AS o"_s
                    .arg(rowText(table, u"t."_s), nameOf(table), rowText(table, u"s."_s), staging())));
        if (const qint64 rows = others.rows.integer(0, 0); rows > 0 && plan.changed == ChangedRows::Refuse)
            return changedRows(
                tr("%1 contains %2 rows that were not copied, and has no primary key to determine whether they are new")
                    .arg(plainName(table), QString::number(rows)));
        if (plan.changed == ChangedRows::Overwrite) {
            RETURN_IF_ERROR(affected(u"DELETE FROM ONLY %1"_s.arg(nameOf(table))));
        }
        return insertMissing(
            plan,
            u"FROM (SELECT s.*, %1 AS howdah_whole, pg_catalog.row_number() OVER (PARTITION BY %1) AS howdah_number "
            "FROM %2 s) AS s LEFT JOIN (SELECT %3 AS whole, pg_catalog.count(*) AS times FROM ONLY %4 t GROUP BY 1) "
            "AS y ON y.whole OPERATOR(pg_catalog.=) s.howdah_whole WHERE s.howdah_number OPERATOR(pg_catalog.>) "
            "coalesce(y.times, 0)"_s.arg(rowText(table, u"s."_s), staging(), rowText(table, u"t."_s), nameOf(table)));
    }

    Result<void> insertMissing(TablePlan &plan, const QString &from)
    {
        const QStringList names = namesOf(*plan.table);
        ASSIGN_OR_RETURN(
            const auto inserted,
            affected(u"INSERT INTO %1 (%2) OVERRIDING SYSTEM VALUE SELECT %3 %4"_s.arg(
                nameOf(*plan.table), quoted(names).join(u", "_s), quoted(names, u"s."_s).join(u", "_s), from)));
        plan.rows += inserted;
        return {};
    }

    // TRUNCATE ... RESTART IDENTITY takes them back; nothing here does.
    Result<void> advanceSequences(const CopiedTable &table)
    {
        for (const CopiedSequence &sequence : table.sequences) {
            const QString name = sql::quoteQualified(sequence.schema, sequence.name);
            RETURN_IF_ERROR(
                ask(u"SELECT pg_catalog.setval(pg_catalog.to_regclass($1), $2::bigint, $3::boolean) FROM %1 q WHERE "
                    "q.last_value OPERATOR(pg_catalog.<) $2::bigint"_s.arg(name),
                    {name, QString::number(sequence.value), sequence.called ? u"true"_s : u"false"_s}));
        }
        return {};
    }

    static Result<void> changedRows(const QString &what)
    {
        return fail(
            ErrorKind::Conflict, tr("%1, so nothing was restored").arg(what),
            tr("Rows that were changed since the copy are not overwritten. Undo these changes first, or restore to "
               "another database."));
    }

    const SafetyCopy &m_copy;
    ChangedRows m_changed;
    MadeAgain m_madeAgain;
    std::stop_token m_stop;
    Session m_session;
    std::stop_callback<std::function<void()>> m_cancel;
    connection::PgTools m_tools;
    QTemporaryDir m_folder; // only this user may enter it
    int m_scripts = 0;
    QStringList m_attachments; // of partitions and their indexes
    std::vector<TablePlan> m_plans;
};

} // namespace

Result<std::vector<RestoredTable>> restoreSafetyCopy(
    const connection::ConnInfo &target, const QString &file, ChangedRows changed, std::stop_token stop,
    MadeAgain madeAgain)
{
    ASSIGN_OR_RETURN(const SafetyCopy copy, readSafetyCopy(file));
    return Restorer(copy, changed, madeAgain, std::move(stop)).run(target);
}

} // namespace howdah::migration
