// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/run/safetycopy.h"

#include "base/propagate.h"
#include "base/wholefile.h"
#include "base/writeproblem.h"
#include "connection/server/pgtools.h"
#include "connection/session/session.h"
#include "migration/source/tr.h"
#include "sql/quote.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using connection::Answer;
using connection::Session;

namespace {

// Without generated ones.
constexpr auto ColumnsSql = R"(
SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), coalesce(a.attnum OPERATOR(pg_catalog.=) ANY (i.indkey::smallint[]), false)
FROM pg_catalog.pg_attribute a LEFT JOIN pg_catalog.pg_index i ON i.indrelid OPERATOR(pg_catalog.=) a.attrelid AND i.indisprimary
WHERE a.attrelid OPERATOR(pg_catalog.=) $1::pg_catalog.oid AND a.attnum OPERATOR(pg_catalog.>) 0 AND NOT a.attisdropped AND a.attgenerated OPERATOR(pg_catalog.=) '' ORDER BY a.attnum)"_L1;

constexpr auto SequencesSql = R"(
SELECT n.nspname, c.relname, c.oid FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) d.objid AND c.relkind OPERATOR(pg_catalog.=) 'S'
     JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
WHERE d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid OPERATOR(pg_catalog.=) $1::pg_catalog.oid AND d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
      AND d.refobjsubid OPERATOR(pg_catalog.>) 0 AND d.deptype OPERATOR(pg_catalog.=) ANY ('{a,i}'::pg_catalog."char"[]))"_L1;

// What an archive has entries of its own for.
constexpr auto PartsSql = R"(
SELECT indexrelid FROM pg_catalog.pg_index WHERE indrelid OPERATOR(pg_catalog.=) $1::pg_catalog.oid
UNION SELECT oid FROM pg_catalog.pg_constraint WHERE conrelid OPERATOR(pg_catalog.=) $1::pg_catalog.oid
UNION SELECT oid FROM pg_catalog.pg_trigger WHERE tgrelid OPERATOR(pg_catalog.=) $1::pg_catalog.oid
UNION SELECT oid FROM pg_catalog.pg_policy WHERE polrelid OPERATOR(pg_catalog.=) $1::pg_catalog.oid
UNION SELECT oid FROM pg_catalog.pg_rewrite WHERE ev_class OPERATOR(pg_catalog.=) $1::pg_catalog.oid
UNION SELECT oid FROM pg_catalog.pg_attrdef WHERE adrelid OPERATOR(pg_catalog.=) $1::pg_catalog.oid
UNION SELECT oid FROM pg_catalog.pg_statistic_ext WHERE stxrelid OPERATOR(pg_catalog.=) $1::pg_catalog.oid)"_L1;

QJsonObject toJson(const SafetyCopy &copy)
{
    QJsonArray tables;
    for (const CopiedTable &table : copy.tables) {
        QJsonArray columns;
        for (const CopiedColumn &column : table.columns)
            columns.append(QJsonObject{{u"name"_s, column.name}, {u"type"_s, column.type}});
        QJsonArray sequences;
        for (const CopiedSequence &sequence : table.sequences)
            sequences.append(QJsonObject{
                {u"schema"_s, sequence.schema},
                {u"name"_s, sequence.name},
                {u"value"_s, QString::number(sequence.value)}, // a JSON number would lose digits
                {u"called"_s, sequence.called}});
        QJsonArray parts;
        for (const quint32 part : table.parts)
            parts.append(qint64(part));
        tables.append(QJsonObject{
            {u"schema"_s, table.schema},
            {u"name"_s, table.name},
            {u"oid"_s, qint64(table.oid)},
            {u"rows"_s, table.rows},
            {u"columns"_s, columns},
            {u"lostColumns"_s, QJsonArray::fromStringList(table.lostColumns)},
            {u"rowsOnly"_s, table.rowsOnly},
            {u"primaryKey"_s, QJsonArray::fromStringList(table.primaryKey)},
            {u"sequences"_s, sequences},
            {u"parts"_s, parts}});
    }
    return {{u"format"_s, 1},       {u"database"_s, copy.database},
            {u"rows"_s, copy.rows}, {u"bytes"_s, copy.bytes},
            {u"tables"_s, tables},  {u"at"_s, QDateTime::currentDateTimeUtc().toString(Qt::ISODate)}};
}

QStringList textsOf(const QJsonValue &value)
{
    QStringList texts;
    for (const QJsonValue text : value.toArray())
        texts << text.toString();
    return texts;
}

CopiedTable tableOf(const QJsonObject &object)
{
    CopiedTable table;
    table.schema = object["schema"_L1].toString();
    table.name = object["name"_L1].toString();
    table.oid = quint32(object["oid"_L1].toInteger());
    table.rows = object["rows"_L1].toInteger();
    for (const QJsonValue column : object["columns"_L1].toArray())
        table.columns.push_back({column["name"_L1].toString(), column["type"_L1].toString()});
    table.lostColumns = textsOf(object["lostColumns"_L1]);
    table.rowsOnly = object["rowsOnly"_L1].toBool();
    table.primaryKey = textsOf(object["primaryKey"_L1]);
    for (const QJsonValue sequence : object["sequences"_L1].toArray())
        table.sequences.push_back(
            {sequence["schema"_L1].toString(), sequence["name"_L1].toString(),
             sequence["value"_L1].toString().toLongLong(), sequence["called"_L1].toBool()});
    for (const QJsonValue part : object["parts"_L1].toArray())
        table.parts.push_back(quint32(part.toInteger()));
    return table;
}

// Makes one copy; lives as long as that.
class Copier final
{
public:
    Copier(const connection::ConnInfo &target, const QString &folder, std::stop_token stop)
        : m_target(target)
        , m_folder(QDir(folder).absolutePath())
        , m_stop(std::move(stop))
        , m_session({.name = u"safety copy"_s, .readOnly = true})
    {
    }

    Result<SafetyCopy> run(const SafetyReach &reach, const connection::SearchPlaces &places)
    {
        if (reach.tables.empty())
            return fail(ErrorKind::NotFound, tr("There is no table to copy"));
        ASSIGN_OR_RETURN(const auto facts, m_session.open(m_target).result());
        m_target.set(u"user"_s, facts.user);
        m_target.set(u"dbname"_s, facts.database);
        m_copy.database = connection::describe(m_target);
        const auto tools = connection::findTools(facts.version, places);
        if (!tools) // not NotFound, which says that nothing is lost
            return fail(
                ErrorKind::Io, tr("No safety copy can be made: %1").arg(tools.error().message), tools.error().hint);
        // pg_dump and our counts see the same moment.
        RETURN_IF_ERROR(ask(u"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"_s));
        ASSIGN_OR_RETURN(const auto snapshot, ask(u"SELECT pg_catalog.pg_export_snapshot()"_s));
        for (const ReachedTable &reached : reach.tables) {
            RETURN_IF_ERROR(add(reached));
        }
        RETURN_IF_ERROR(dump(*tools, snapshot.rows.text(0, 0)));
        return m_copy;
    }

private:
    Result<Answer> ask(const QString &sql, const QStringList &parameters = {})
    {
        connection::Statement statement{sql, {}};
        for (const QString &parameter : parameters)
            statement.parameters.emplace_back(parameter.toUtf8());
        return m_session.query(statement).result();
    }

    Result<void> add(const ReachedTable &reached)
    {
        ASSIGN_OR_RETURN(
            const auto now,
            ask(u"SELECT n.nspname, c.relname, c.relkind FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON "
                u"n.oid "
                "OPERATOR(pg_catalog.=) c.relnamespace WHERE c.oid OPERATOR(pg_catalog.=) $1::pg_catalog.oid"_s,
                {QString::number(reached.oid)}));
        if (now.rows.rowCount() == 0 || now.rows.text(0, 0) != reached.schema || now.rows.text(0, 1) != reached.name)
            return fail(
                ErrorKind::Conflict,
                tr("The table %1.%2 no longer exists, or was renamed").arg(reached.schema, reached.name),
                tr("Try again."));
        CopiedTable table{.schema = reached.schema, .name = reached.name, .oid = reached.oid};
        table.rowsOnly = reached.rows && !reached.dropped;
        // What goes as a whole, or loses rows, is more than its columns.
        if (!reached.dropped && !reached.rows)
            table.lostColumns = reached.columns;
        if (auto described = describeTable(table); !described)
            return described;
        if (now.rows.text(0, 2) == "r"_L1)
            m_withRows.insert(reached.oid);
        m_copy.tables.push_back(std::move(table));
        return {};
    }

    Result<void> describeTable(CopiedTable &table)
    {
        ASSIGN_OR_RETURN(const auto columns, ask(QString(ColumnsSql), {QString::number(table.oid)}));
        for (qsizetype row = 0; row < columns.rows.rowCount(); ++row) {
            table.columns.push_back({columns.rows.text(row, 0), columns.rows.text(row, 1)});
            if (columns.rows.boolean(row, 2))
                table.primaryKey << columns.rows.text(row, 0);
        }
        if (auto read = describeParts(table); !read)
            return read;
        ASSIGN_OR_RETURN(
            const auto count,
            ask(u"SELECT pg_catalog.count(*) FROM ONLY "_s + sql::quoteQualified(table.schema, table.name)));
        table.rows = count.rows.integer(0, 0);
        m_copy.rows += table.rows;
        return {};
    }

    Result<void> describeParts(CopiedTable &table)
    {
        ASSIGN_OR_RETURN(const auto parts, ask(QString(PartsSql), {QString::number(table.oid)}));
        for (qsizetype row = 0; row < parts.rows.rowCount(); ++row)
            table.parts.push_back(quint32(parts.rows.integer(row, 0)));
        ASSIGN_OR_RETURN(const auto sequences, ask(QString(SequencesSql), {QString::number(table.oid)}));
        for (qsizetype row = 0; row < sequences.rows.rowCount(); ++row) {
            CopiedSequence sequence{sequences.rows.text(row, 0), sequences.rows.text(row, 1)};
            ASSIGN_OR_RETURN(
                const auto state,
                ask(u"SELECT last_value, is_called FROM "_s + sql::quoteQualified(sequence.schema, sequence.name)));
            sequence.value = state.rows.integer(0, 0);
            sequence.called = state.rows.boolean(0, 1);
            table.sequences.push_back(sequence);
            table.parts.push_back(quint32(sequences.rows.integer(row, 2)));
        }
        return {};
    }

    Result<void> dump(const connection::PgTools &tools, const QString &snapshot)
    {
        if (!QDir().mkpath(m_folder))
            return fail(
                ErrorKind::Io, tr("The folder %1 cannot be created").arg(m_folder), tr("Use a folder of your own."));
        const QString stem =
            m_folder + u"/safety-copy-"_s + QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd-HHmmss-zzz"_s);
        const QString draft = stem + u".part"_s;
        QFile file(draft);
        if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly)
            || !file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner))
            return fail(ErrorKind::Io, tr("%1 cannot be written: %2").arg(draft, whyNotWritten(file)));
        file.close();
        connection::ToolRun run{
            tools.program(u"pg_dump"_s),
            {u"--format=custom"_s, u"--encoding=UTF8"_s, u"--strict-names"_s, u"--snapshot="_s + snapshot,
             u"--lock-wait-timeout=10000"_s, u"--file="_s + draft},
            m_target};
        for (const CopiedTable &table : m_copy.tables)
            run.arguments << u"--table="_s + sql::quoteQualified(table.schema, table.name);
        auto done = connection::runToolWell(run, m_stop);
        if (done)
            done = checked(tools, draft);
        m_copy.file = stem + u".dump"_s;
        m_copy.bytes = QFileInfo(draft).size();
        Result<void> kept = done ? keep(draft) : Result<void>(fail(done.error()));
        if (!kept)
            QFile::remove(draft);
        return kept;
    }

    // The archive has the rows of every table: pg_dump leaves some things out without a word.
    Result<QByteArray> checked(const connection::PgTools &tools, const QString &draft)
    {
        auto list =
            connection::runToolWell({tools.program(u"pg_restore"_s), {u"--list"_s, draft}, std::nullopt}, m_stop);
        if (!list)
            return list;
        static const QRegularExpression entry(uR"(^\d+; \d+ (\d+) TABLE DATA )"_s);
        QSet<quint32> missing = m_withRows;
        for (const QByteArray &line : list->split('\n')) {
            if (const auto match = entry.match(QString::fromUtf8(line)); match.hasMatch())
                missing.remove(quint32(match.captured(1).toUInt()));
        }
        for (const CopiedTable &table : m_copy.tables) {
            if (missing.contains(table.oid))
                return fail(
                    ErrorKind::Io,
                    tr("No safety copy can be made: pg_dump skips the rows of %1.%2").arg(table.schema, table.name));
        }
        return list;
    }

    Result<void> keep(const QString &draft)
    {
        const Result<void> listed = writeWholeFile(
            m_copy.file + u".json"_s, QJsonDocument(toJson(m_copy)).toJson(),
            QFileDevice::ReadOwner | QFileDevice::WriteOwner);
        if (!listed)
            return listed;
        if (!QFile::rename(draft, m_copy.file))
            return fail(ErrorKind::Io, tr("%1 cannot be written").arg(m_copy.file));
        return {};
    }

    connection::ConnInfo m_target;
    QString m_folder;
    std::stop_token m_stop;
    Session m_session;
    SafetyCopy m_copy;
    QSet<quint32> m_withRows;
};

} // namespace

Result<SafetyCopy> makeSafetyCopy(
    const connection::ConnInfo &target, const SafetyReach &reach, const QString &folder, std::stop_token stop,
    const connection::SearchPlaces &places)
{
    return Copier(target, folder, std::move(stop)).run(reach, places);
}

Result<SafetyCopy> readSafetyCopy(const QString &file)
{
    QFile list(file + u".json"_s);
    if (!QFileInfo(file).isFile() || !list.open(QIODevice::ReadOnly))
        return fail(
            ErrorKind::NotFound, tr("%1 is not a safety copy").arg(file),
            tr("Give the .dump file; its list (.dump.json) must be next to it."));
    const QJsonObject object = QJsonDocument::fromJson(list.readAll()).object();
    if (object["format"_L1].toInt() != 1 || object["tables"_L1].toArray().isEmpty())
        return fail(ErrorKind::Invalid, tr("The list %1 is damaged").arg(list.fileName()));
    SafetyCopy copy;
    copy.file = file;
    copy.database = object["database"_L1].toString();
    copy.rows = object["rows"_L1].toInteger();
    copy.bytes = object["bytes"_L1].toInteger();
    for (const QJsonValue table : object["tables"_L1].toArray())
        copy.tables.push_back(tableOf(table.toObject()));
    if (QFileInfo(file).size() != copy.bytes)
        return fail(ErrorKind::Invalid, tr("The size of the file %1 does not match its list").arg(file));
    return copy;
}

} // namespace howdah::migration
