// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/history/historystore.h"

#include "base/paths.h"
#include "base/privatefolder.h"
#include "base/propagate.h"
#include "query/tr.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSqlError>
#include <QSqlQuery>
#include <QUuid>

#include <algorithm>
#include <functional>

using namespace Qt::StringLiterals;

// sqlnames of this file: all of it is SQLite's

namespace howdah::query {

namespace {

constexpr int Version = 1;

// The index holds no text of its own. What is deleted is overwritten (secure_delete), in the index as well once it is
// merged, which optimize does.
constexpr std::initializer_list<const char *> Schema{
    "CREATE TABLE IF NOT EXISTS entry (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL,"
    " database TEXT NOT NULL, tab TEXT NOT NULL, text TEXT NOT NULL, parameters TEXT NOT NULL, command TEXT NOT NULL,"
    " rows INTEGER NOT NULL, milliseconds REAL NOT NULL, error TEXT NOT NULL, sqlstate TEXT NOT NULL,"
    " name TEXT NOT NULL DEFAULT '', pinned INTEGER NOT NULL DEFAULT 0)",
    "CREATE INDEX IF NOT EXISTS entry_of_database ON entry (database, id)",
    "CREATE INDEX IF NOT EXISTS entry_pinned ON entry (id) WHERE pinned",
    "CREATE INDEX IF NOT EXISTS entry_failed ON entry (id) WHERE error <> ''",
    "CREATE INDEX IF NOT EXISTS entry_at ON entry (at)",
    "CREATE VIRTUAL TABLE IF NOT EXISTS entry_words USING fts5 (text, name, content='entry', content_rowid='id',"
    " tokenize=\"unicode61 tokenchars '_'\", prefix='2 3')",
    "CREATE TRIGGER IF NOT EXISTS entry_added AFTER INSERT ON entry BEGIN"
    " INSERT INTO entry_words (rowid, text, name) VALUES (new.id, new.text, new.name); END",
    "CREATE TRIGGER IF NOT EXISTS entry_removed AFTER DELETE ON entry BEGIN"
    " INSERT INTO entry_words (entry_words, rowid, text, name) VALUES ('delete', old.id, old.text, old.name); END",
    "CREATE TRIGGER IF NOT EXISTS entry_renamed AFTER UPDATE OF text, name ON entry BEGIN"
    " INSERT INTO entry_words (entry_words, rowid, text, name) VALUES ('delete', old.id, old.text, old.name);"
    " INSERT INTO entry_words (rowid, text, name) VALUES (new.id, new.text, new.name); END"};

const QLatin1StringView Columns(
    "e.id, e.at, e.database, e.tab, e.text, e.parameters, e.command, e.rows, e.milliseconds, e.error, e.sqlstate, "
    "e.name, e.pinned");

Error errorOf(const QSqlError &error, const QString &path)
{
    const int code = error.nativeErrorCode().toInt() & 0xff;
    enum { Busy = 5, Locked = 6, Corrupt = 11, NotADatabase = 26 };
    if (code == Corrupt || code == NotADatabase)
        return makeError(
            ErrorKind::Invalid, tr("The history in %1 is damaged: %2").arg(path, error.databaseText()),
            tr("It can be set aside, and a new one be started; what is run does not depend on it."));
    if (code == Busy || code == Locked)
        return makeError(ErrorKind::Timeout, tr("Another program holds the history in %1").arg(path), tr("Try again."));
    return makeError(
        ErrorKind::Io,
        tr("The history in %1 cannot be used: %2")
            .arg(path, error.databaseText().isEmpty() ? error.driverText() : error.databaseText()),
        tr("What is run does not depend on it. Check the free space and the permissions of the file."));
}

QString parametersJson(const std::vector<HistoryParameter> &parameters)
{
    if (parameters.empty())
        return {u""_s};
    QJsonArray array;
    for (const HistoryParameter &one : parameters)
        array.append(QJsonObject{
            {u"name"_s, one.name}, {u"value"_s, one.value ? QJsonValue(*one.value) : QJsonValue(QJsonValue::Null)}});
    return QString::fromUtf8(QJsonDocument(array).toJson(QJsonDocument::Compact));
}

std::vector<HistoryParameter> parametersOf(const QString &json)
{
    std::vector<HistoryParameter> parameters;
    const QJsonArray array = QJsonDocument::fromJson(json.toUtf8()).array();
    for (const QJsonValue &one : array) {
        const QJsonValue value = one["value"_L1];
        parameters.push_back(
            {one["name"_L1].toString(), value.isNull() ? std::nullopt : std::optional(value.toString())});
    }
    return parameters;
}

QString text(const QString &given) { return given.isNull() ? QString(u""_s) : given; } // a null QString would be NULL

HistoryEntry entryOf(const QSqlQuery &row)
{
    return {
        .id = row.value(0).toLongLong(),
        .text = row.value(4).toString(),
        .parameters = parametersOf(row.value(5).toString()),
        .database = row.value(2).toString(),
        .tab = row.value(3).toString(),
        .at = QDateTime::fromMSecsSinceEpoch(row.value(1).toLongLong(), Qt::UTC),
        .milliseconds = row.value(8).toDouble(),
        .rows = row.value(7).toLongLong(),
        .command = row.value(6).toString(),
        .error = row.value(9).toString(),
        .sqlState = row.value(10).toString(),
        .name = row.value(11).toString(),
        .pinned = row.value(12).toBool()};
}

// What is asked of the index and of the rows that it finds.
struct Condition
{
    bool usesWords = false;
    QStringList terms;
    QVariantList values;
    [[nodiscard]] QString from() const
    {
        return usesWords ? u"entry_words w JOIN entry e ON e.id = w.rowid"_s : u"entry e"_s;
    }
    [[nodiscard]] QString where() const { return terms.isEmpty() ? QString() : u" WHERE "_s + terms.join(u" AND "_s); }
    // Both are the same order; each is that of its table.
    [[nodiscard]] QString order() const { return usesWords ? u"w.rowid"_s : u"e.id"_s; }
    void add(const QString &term, const QVariant &value = {})
    {
        terms << term;
        if (value.isValid())
            values << value;
    }
};

void addWords(Condition &condition, const QString &words)
{
    QStringList indexed;
    for (QString word : words.split(u' ', Qt::SkipEmptyParts)) {
        if (std::ranges::any_of(word, [](QChar c) { return c.isLetterOrNumber() || c == u'_'; }))
            indexed << u'"' + word.replace(u"\""_s, u"\"\""_s) + u"\"*"_s;
        else
            condition.add(u"instr(e.text, ?) > 0"_s, word);
    }
    if (!indexed.isEmpty()) {
        condition.usesWords = true;
        condition.add(u"w.entry_words MATCH ?"_s, indexed.join(u" AND "_s));
    }
}

Condition conditionOf(const HistoryFilter &filter)
{
    Condition condition;
    addWords(condition, filter.words);
    if (!filter.database.isEmpty())
        condition.add(u"e.database = ?"_s, filter.database);
    if (filter.pinned)
        condition.add(*filter.pinned ? u"e.pinned"_s : u"NOT e.pinned"_s);
    if (filter.failed)
        condition.add(*filter.failed ? u"e.error <> ''"_s : u"e.error = ''"_s);
    if (filter.from.isValid())
        condition.add(u"e.at >= ?"_s, filter.from.toMSecsSinceEpoch());
    if (filter.to.isValid())
        condition.add(u"e.at < ?"_s, filter.to.toMSecsSinceEpoch());
    return condition;
}

struct Asked
{
    QString sql;
    QVariantList values;
};

Asked findSql(const HistoryFilter &filter)
{
    Condition condition = conditionOf(filter);
    if (filter.before > 0)
        condition.add(condition.order() + u" < ?"_s, filter.before);
    return {
        u"SELECT "_s + Columns + u" FROM "_s + condition.from() + condition.where() + u" ORDER BY "_s
            + condition.order() + u" DESC LIMIT "_s + QString::number(filter.most),
        condition.values};
}

} // namespace

HistoryStore::~HistoryStore() { close(); }

void HistoryStore::close()
{
    if (!m_database)
        return;
    const QString name = m_database->connectionName();
    m_database->close();
    m_database.reset();
    QSqlDatabase::removeDatabase(name);
}

QString HistoryStore::usualPath() { return dataFolder() + u"/query/history.sqlite"_s; }

Result<void> HistoryStore::open(const QString &path)
{
    close();
    m_path = path;
    RETURN_IF_ERROR(makePrivateFolder(QFileInfo(path).absolutePath()));
    // SQLite would make it with the rights of the umask; its other files have those of this one.
    QFile file(path);
    if (!file.exists()) {
        if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly, QFileDevice::ReadOwner | QFileDevice::WriteOwner)
            && !file.exists())
            return fail(ErrorKind::Io, tr("The history in %1 cannot be created: %2").arg(path, file.errorString()));
        file.close();
    }
    RETURN_IF_ERROR(checkOwnFile(path));
    m_database = QSqlDatabase::addDatabase(u"QSQLITE"_s, QUuid::createUuid().toString(QUuid::Id128));
    m_database->setDatabaseName(path);
    m_database->setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=2000"_s);
    if (!m_database->isValid() || !m_database->open()) {
        const Error error = errorOf(m_database->lastError(), path);
        close();
        return fail(error);
    }
    if (auto made = setUp(); !made) {
        close();
        return made;
    }
    return {};
}

Result<void> HistoryStore::setUp()
{
    RETURN_IF_ERROR(run(u"PRAGMA journal_mode = WAL"_s));
    RETURN_IF_ERROR(run(u"PRAGMA synchronous = NORMAL"_s)); // a crash of the machine may cost the last ones
    RETURN_IF_ERROR(run(u"PRAGMA secure_delete = ON"_s));
    QSqlQuery version(*m_database);
    if (!version.exec(u"PRAGMA user_version"_s) || !version.next())
        return fail(errorOf(version.lastError(), m_path));
    const int is = version.value(0).toInt();
    version.finish();
    if (is > Version)
        return fail(ErrorKind::Invalid, tr("The history in %1 is of a newer Howdah").arg(m_path), tr("Use that one."));
    if (is == Version)
        return {};
    return inTransaction([this]() -> Result<void> {
        for (const char *sql : Schema)
            RETURN_IF_ERROR(run(QString::fromLatin1(sql)));
        return run(u"PRAGMA user_version = %1"_s.arg(Version));
    });
}

Result<QString> HistoryStore::setAside(const QString &path)
{
    const QString stamp = QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd-hhmmss-zzz"_s);
    const QString aside = path + u".damaged-"_s + stamp;
    if (!QFile::rename(path, aside))
        return fail(ErrorKind::Io, tr("%1 cannot be renamed").arg(path));
    for (const QString &end : {u"-wal"_s, u"-shm"_s})
        QFile::rename(path + end, aside + end);
    return aside;
}

Result<void> HistoryStore::run(const QString &sql, const QVariantList &values) const
{
    if (!m_database)
        return fail(ErrorKind::Io, tr("The history is not open"));
    QSqlQuery query(*m_database);
    if (!query.prepare(sql))
        return fail(errorOf(query.lastError(), m_path));
    for (const QVariant &value : values)
        query.addBindValue(value);
    if (!query.exec())
        return fail(errorOf(query.lastError(), m_path));
    return {};
}

// The lock to write is taken at once: two that have both read could not get it any more.
Result<void> HistoryStore::inTransaction(const std::function<Result<void>()> &work)
{
    RETURN_IF_ERROR(run(u"BEGIN IMMEDIATE"_s));
    Result<void> done = work();
    if (done)
        done = run(u"COMMIT"_s);
    if (!done)
        (void)run(u"ROLLBACK"_s);
    return done;
}

Result<qint64> HistoryStore::add(std::span<const HistoryEntry> entries)
{
    qint64 last = 0;
    RETURN_IF_ERROR(inTransaction([&]() -> Result<void> {
        QSqlQuery insert(*m_database);
        if (!insert.prepare(u"INSERT INTO entry (at, database, tab, text, parameters, command, rows, milliseconds,"
                            " error, sqlstate, name, pinned) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s))
            return fail(errorOf(insert.lastError(), m_path));
        for (const HistoryEntry &given : entries) {
            const HistoryEntry one = masked(given);
            const QVariantList values{
                one.at.toMSecsSinceEpoch(),
                text(one.database),
                text(one.tab),
                text(one.text),
                parametersJson(one.parameters),
                text(one.command),
                one.rows,
                one.milliseconds,
                text(one.error),
                text(one.sqlState),
                text(one.name),
                one.pinned ? 1 : 0};
            for (int i = 0; i < values.size(); ++i)
                insert.bindValue(i, values[i]);
            if (!insert.exec())
                return fail(errorOf(insert.lastError(), m_path));
            last = insert.lastInsertId().toLongLong();
        }
        return {};
    }));
    return last;
}

Result<std::vector<HistoryEntry>> HistoryStore::find(const HistoryFilter &filter) const
{
    if (!m_database)
        return fail(ErrorKind::Io, tr("The history is not open"));
    const Asked asked = findSql(filter);
    QSqlQuery query(*m_database);
    query.setForwardOnly(true);
    if (!query.prepare(asked.sql))
        return fail(errorOf(query.lastError(), m_path));
    for (const QVariant &value : asked.values)
        query.addBindValue(value);
    if (!query.exec())
        return fail(errorOf(query.lastError(), m_path));
    std::vector<HistoryEntry> found;
    while (query.next())
        found.push_back(entryOf(query));
    if (query.lastError().isValid())
        return fail(errorOf(query.lastError(), m_path));
    return found;
}

Result<std::optional<HistoryEntry>> HistoryStore::entry(qint64 id) const
{
    if (!m_database)
        return fail(ErrorKind::Io, tr("The history is not open"));
    QSqlQuery query(*m_database);
    query.prepare(u"SELECT "_s + Columns + u" FROM entry e WHERE e.id = ?"_s);
    query.addBindValue(id);
    if (!query.exec())
        return fail(errorOf(query.lastError(), m_path));
    return query.next() ? std::optional(entryOf(query)) : std::nullopt;
}

Result<qint64> HistoryStore::count() const
{
    if (!m_database)
        return fail(ErrorKind::Io, tr("The history is not open"));
    QSqlQuery query(*m_database);
    if (!query.exec(u"SELECT count(*) FROM entry"_s) || !query.next())
        return fail(errorOf(query.lastError(), m_path));
    return query.value(0).toLongLong();
}

Result<void> HistoryStore::pin(qint64 id, bool pinned)
{
    return run(u"UPDATE entry SET pinned = ? WHERE id = ?"_s, {pinned ? 1 : 0, id});
}

Result<void> HistoryStore::name(qint64 id, const QString &name)
{
    return run(u"UPDATE entry SET name = ? WHERE id = ?"_s, {text(name), id});
}

Result<QStringList> HistoryStore::planOf(const HistoryFilter &filter) const
{
    const Asked asked = findSql(filter);
    QSqlQuery query(*m_database);
    query.prepare(u"EXPLAIN QUERY PLAN "_s + asked.sql);
    for (const QVariant &value : asked.values)
        query.addBindValue(value);
    if (!query.exec())
        return fail(errorOf(query.lastError(), m_path));
    QStringList lines;
    while (query.next())
        lines << query.value(3).toString();
    return lines;
}

// ---- what goes

Result<qint64> HistoryStore::remove(const std::vector<qint64> &ids)
{
    qint64 removed = 0;
    RETURN_IF_ERROR(inTransaction([&]() -> Result<void> {
        for (const qint64 id : ids) {
            QSqlQuery query(*m_database);
            query.prepare(u"DELETE FROM entry WHERE id = ?"_s);
            query.addBindValue(id);
            if (!query.exec())
                return fail(errorOf(query.lastError(), m_path));
            removed += query.numRowsAffected();
        }
        return run(u"INSERT INTO entry_words (entry_words) VALUES ('optimize')"_s);
    }));
    // Out of the log of changes as well.
    RETURN_IF_ERROR(run(u"PRAGMA wal_checkpoint(TRUNCATE)"_s));
    return removed;
}

Result<qint64> HistoryStore::removeAll(const HistoryFilter &filter)
{
    HistoryFilter all = filter;
    all.before = 0;
    all.most = 100'000;
    qint64 removed = 0;
    while (true) {
        ASSIGN_OR_RETURN(const std::vector<HistoryEntry> found, find(all));
        if (found.empty())
            return removed;
        std::vector<qint64> ids;
        for (const HistoryEntry &one : found)
            ids.push_back(one.id);
        ASSIGN_OR_RETURN(const qint64 some, remove(ids));
        removed += some;
    }
}

Result<qint64> HistoryStore::retain(const HistoryRetention &retention, const QDateTime &now)
{
    const QString unkept = u"NOT pinned AND name = ''"_s;
    std::vector<qint64> ids;
    const auto gather = [&](const QString &where, const QVariant &value) -> Result<void> {
        QSqlQuery query(*m_database);
        query.prepare(u"SELECT id FROM entry WHERE "_s + unkept + u" AND "_s + where);
        query.addBindValue(value);
        if (!query.exec())
            return fail(errorOf(query.lastError(), m_path));
        while (query.next())
            ids.push_back(query.value(0).toLongLong());
        return {};
    };
    if (!m_database)
        return fail(ErrorKind::Io, tr("The history is not open"));
    if (retention.days > 0)
        RETURN_IF_ERROR(gather(u"at < ?"_s, now.addDays(-retention.days).toMSecsSinceEpoch()));
    if (retention.entries > 0)
        RETURN_IF_ERROR(gather(u"id <= (SELECT id FROM entry ORDER BY id DESC LIMIT 1 OFFSET ?)"_s, retention.entries));
    if (ids.empty())
        return 0;
    return remove(ids);
}

Result<qint64> HistoryStore::exportTo(QIODevice &to, const HistoryFilter &filter) const
{
    HistoryFilter all = filter;
    all.most = 1'000'000'000;
    ASSIGN_OR_RETURN(const std::vector<HistoryEntry> found, find(all));
    for (auto one = found.rbegin(); one != found.rend(); ++one) {
        QJsonObject object{
            {u"at"_s, one->at.toString(Qt::ISODateWithMs)},
            {u"database"_s, one->database},
            {u"tab"_s, one->tab},
            {u"text"_s, one->text},
            {u"command"_s, one->command},
            {u"rows"_s, one->rows},
            {u"durationMs"_s, one->milliseconds}};
        if (!one->parameters.empty())
            object.insert(u"parameters"_s, QJsonDocument::fromJson(parametersJson(one->parameters).toUtf8()).array());
        for (const auto &[key, value] :
             {std::pair(u"error"_s, one->error), {u"sqlState"_s, one->sqlState}, {u"name"_s, one->name}}) {
            if (!value.isEmpty())
                object.insert(key, value);
        }
        if (one->pinned)
            object.insert(u"pinned"_s, true);
        const QByteArray line = QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
        if (to.write(line) != line.size())
            return fail(ErrorKind::Io, tr("The history could not be exported: %1").arg(to.errorString()));
    }
    return qint64(found.size());
}

} // namespace howdah::query
