// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/audit/latecommits.h"

#include "base/privatefolder.h"
#include "base/propagate.h"
#include "connection/audit/auditlog.h"
#include "connection/audit/auditreader.h"
#include "connection/tr.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cerrno>
#include <csignal>

using namespace Qt::StringLiterals;

namespace howdah::connection {

namespace {

constexpr auto Prefix = "late-"_L1;
constexpr auto Lost = ".lost"_L1;
constexpr qint64 Before = 600;           // seconds
constexpr qsizetype MostLines = 200'000; // of a log that are looked through

QString fileOf(const QString &folder, quint64 session)
{
    return folder + u'/' + Prefix + u"%1-%2"_s.arg(QCoreApplication::applicationPid()).arg(session);
}

// Whose user it is does not matter.
QString placeOf(const QString &target) { return target.section(u'@', -1); }

struct Left
{
    QString path;
    qint64 process = 0;
    int backendPid = 0;
    qint64 first = 0; // transaction
    QDateTime since;
};

bool isAlive(qint64 process) { return kill(pid_t(process), 0) == 0 || errno == EPERM; }

std::vector<Left> leftFor(const QString &folder, const QString &target)
{
    std::vector<Left> all;
    for (const QString &name : QDir(folder).entryList({QString(Prefix) + u'*'}, QDir::Files)) {
        Left left{.path = folder + u'/' + name, .process = name.section(u'-', 1, 1).toLongLong()};
        QFile file(left.path);
        if (left.process <= 0 || (!name.endsWith(Lost) && isAlive(left.process)) || !file.open(QIODevice::ReadOnly))
            continue;
        const QJsonObject object = QJsonDocument::fromJson(file.readAll()).object();
        left.backendPid = object["backend"_L1].toInt();
        left.first = object["first"_L1].toInteger();
        left.since = QDateTime::fromString(object["since"_L1].toString(), Qt::ISODateWithMs);
        if (left.since.isValid() && object["place"_L1].toString() == placeOf(target))
            all.push_back(left);
    }
    return all;
}

// The rows of the journal of migrations, as they are written: history, version, identity, name, kind, direction.
bool readStep(const AuditEntry &entry, LateCommit &step)
{
    if (!entry.sql.contains("INSERT INTO howdah.migration_event (history, version, identity, name, kind, direction"_L1)
        || entry.parameters.size() < 6)
        return false;
    const auto text = [&entry](std::size_t index) { return entry.parameters[index].value_or(QString()); };
    if (text(4) != "applied"_L1 && text(4) != "rolled_back"_L1)
        return false;
    step.version = text(1);
    step.identity = text(2);
    step.name = text(3);
    step.down = text(4) == "rolled_back"_L1;
    return true;
}

bool isLate(const AuditEntry &entry) { return entry.kind == AuditEntry::Kind::End && entry.sql.endsWith(DurableLater); }

// The file says that nothing of them was brought to the disk, so what is looked for are all that it was written for.
void collect(const std::vector<AuditEntry> &entries, const Left &left, std::vector<LateCommit> &steps)
{
    QHash<qint64, LateCommit> open; // by transaction
    for (const AuditEntry &entry : entries) {
        if (entry.process != left.process || entry.backendPid != left.backendPid || entry.transaction < left.first)
            continue;
        if (isLate(entry)) {
            open.insert(entry.transaction, {.line = entry.number, .at = entry.at, .profile = entry.profile});
            continue;
        }
        const auto commit = open.find(entry.transaction);
        if (entry.kind != AuditEntry::Kind::Statement || commit == open.end())
            continue;
        LateCommit step = *commit;
        const bool known = !readStep(entry, step) || std::ranges::any_of(steps, [&step](const LateCommit &other) {
            return other.version == step.version && other.identity == step.identity;
        });
        if (!known)
            steps.push_back(step);
    }
}

} // namespace

void noteLateCommits(const QString &folder, const StatementEvent &commit, qint64 transaction)
{
    QFile file(fileOf(folder, commit.session));
    if (!makePrivateFolder(folder) || !file.open(QIODevice::WriteOnly | QIODevice::Truncate))
        return;
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    file.write(QJsonDocument(QJsonObject{
                                 {u"place"_s, placeOf(commit.target)},
                                 {u"backend"_s, commit.backendPid},
                                 {u"first"_s, transaction},
                                 {u"since"_s, QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs)}})
                   .toJson(QJsonDocument::Compact));
}

void forgetLateCommits(const QString &folder, quint64 session) { QFile::remove(fileOf(folder, session)); }

void noteLostCommits(const QString &folder, quint64 session)
{
    const QString path = fileOf(folder, session);
    QFile::remove(path + Lost);
    QFile::rename(path, path + Lost);
}

Result<LateCommits> findLateCommits(const QString &folder, const QString &target)
{
    LateCommits found;
    const std::vector<Left> left = leftFor(folder, target);
    if (left.empty())
        return found;
    AuditFilter filter;
    // The first statements of a transaction are noted while the rest of it runs.
    filter.from = std::ranges::min(left, {}, &Left::since).since.addSecs(-Before);
    filter.limit = MostLines;
    ASSIGN_OR_RETURN(const std::vector<AuditEntry> entries, readAudit(folder, filter));
    for (const Left &one : left) {
        collect(entries, one, found.steps);
        found.files << one.path;
    }
    return found;
}

Result<void> settleLateCommits(
    const QString &folder, const QString &target, const LateCommits &commits, const std::vector<LateCommit> &takenBack)
{
    std::vector<AuditEntry> entries;
    for (const LateCommit &step : takenBack) {
        AuditEntry entry;
        entry.kind = AuditEntry::Kind::End;
        entry.outcome = AuditEntry::Outcome::RolledBack;
        entry.profile = step.profile;
        entry.target = target;
        entry.session = u"migrate"_s;
        entry.text = (step.down ? tr("Correction of entry %1: the server crashed before it was on disk. The rollback "
                                     "of migration %2 was undone, according to the migration history.")
                                : tr("Correction of entry %1: the server crashed before it was on disk. Migration %2 "
                                     "is not applied, according to the migration history."))
                         .arg(step.line)
                         .arg(step.name.isEmpty() ? step.version : step.version + u'-' + step.name);
        entries.push_back(std::move(entry));
    }
    if (!entries.empty()) {
        AuditLog log(folder);
        RETURN_IF_ERROR(log.append(std::move(entries), true));
    }
    for (const QString &file : commits.files)
        QFile::remove(file);
    return {};
}

} // namespace howdah::connection
