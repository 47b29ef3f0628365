// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/audit/statementlog.h"

#include "base/privatefolder.h"
#include "base/paths.h"
#include "connection/audit/auditentry.h"
#include "connection/server/filelock.h"

#include <QDateTime>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace howdah::connection {

namespace {

constexpr QFileDevice::Permissions OwnerOnly = QFileDevice::ReadOwner | QFileDevice::WriteOwner;
constexpr qsizetype LongestName = 120;

QByteArray lineOf(const StatementEvent &event)
{
    const AuditedStatement masked = audited(*event.statement);
    QJsonObject line{
        {u"at"_s, QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs)},
        {u"session"_s, event.sessionName},
        {u"backend"_s, event.backendPid},
        {u"sql"_s, masked.sql}};
    if (!masked.parameters.empty()) {
        QJsonArray parameters;
        for (const auto &each : masked.parameters)
            parameters.append(each ? QJsonValue(*each) : QJsonValue());
        line.insert(u"parameters"_s, parameters);
    }
    if (event.error) {
        line.insert(u"error"_s, event.error->message);
    } else {
        line.insert(u"ms"_s, event.milliseconds);
        line.insert(u"command"_s, QString::fromUtf8(event.command));
    }
    return QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n';
}

} // namespace

QString statementFolder() { return dataFolder() + u"/statements"_s; }

StatementLog::StatementLog(QString folder, qint64 fileBytes)
    : m_folder(std::move(folder))
    , m_fileBytes(fileBytes)
{
}

QString StatementLog::file(const QString &profile) const
{
    const QByteArray name = QUrl::toPercentEncoding(profile, " ", "."); // no dots: no way out of the folder
    return m_folder + u'/' + QString::fromLatin1(name.left(LongestName)) + u".jsonl"_s;
}

void StatementLog::follow(const QString &target, const QString &profile)
{
    const std::lock_guard lock(m_mutex);
    if (profile.isEmpty())
        m_profiles.remove(target);
    else
        m_profiles.insert(target, profile);
}

bool StatementLog::followsNothing() const
{
    const std::lock_guard lock(m_mutex);
    return m_profiles.isEmpty();
}

void StatementLog::take(std::span<const StatementEvent> events)
{
    const std::lock_guard lock(m_mutex);
    for (const StatementEvent &event : events) {
        const QString profile = m_profiles.value(event.target);
        // Nothing is sent to look whether the line stands.
        if (!profile.isEmpty() && !event.statement->sql.isEmpty())
            append(profile, lineOf(event));
    }
}

bool StatementLog::isFull(const QString &path, const QByteArray &line) const
{
    return QFileInfo(path).size() + line.size() > m_fileBytes;
}

// One program at a time: a second one would take what the first has just put aside for what is to go.
void StatementLog::rollOver(const QString &path, const QByteArray &line) const
{
    const Result<FileLock> lock = FileLock::acquire(m_folder + u"/.lock"_s, FileLock::Mode::Exclusive);
    if (!lock || !isFull(path, line))
        return;
    const QString old = path.chopped(u".jsonl"_s.size()) + u".1.jsonl"_s;
    QFile::remove(old);
    QFile::rename(path, old);
}

void StatementLog::append(const QString &profile, const QByteArray &line)
{
    if (!makePrivateFolder(m_folder))
        return;
    const QString path = file(profile);
    if (isFull(path, line))
        rollOver(path, line);
    QFile out(path);
    // One write a line: two programs may keep the same file.
    if (out.open(QIODevice::WriteOnly | QIODevice::Append | QIODevice::Unbuffered) && out.setPermissions(OwnerOnly))
        out.write(line);
}

} // namespace howdah::connection
