// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/audit/auditreader.h"

#include "base/propagate.h"
#include "connection/audit/auditfiles.h"
#include "connection/tr.h"

#include <QFile>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::connection {

static bool fits(const AuditEntry &entry, const AuditFilter &filter)
{
    if (filter.before > 0 && entry.number >= filter.before)
        return false;
    if (filter.kind && entry.kind != *filter.kind)
        return false;
    if (filter.inTransaction && entry.transaction == 0)
        return false;
    if (!filter.profile.isEmpty() && entry.profile.compare(filter.profile, Qt::CaseInsensitive) != 0)
        return false;
    if ((filter.from.isValid() && entry.at < filter.from) || (filter.to.isValid() && entry.at >= filter.to))
        return false;
    if (!mayHaveChanged(entry, filter.row))
        return false;
    if (filter.text.isEmpty())
        return true;
    const auto holds = [&filter](const QString &text) { return text.contains(filter.text, Qt::CaseInsensitive); };
    return holds(entry.sql) || holds(entry.target) || holds(entry.session) || holds(entry.text) || holds(entry.profile)
        || holds(entry.systemUser) || holds(entry.settings)
        || std::ranges::any_of(entry.parameters, [&holds](const auto &value) { return value && holds(*value); });
}

Result<std::vector<AuditEntry>> readAudit(const QString &folder, const AuditFilter &filter, const std::stop_token &stop)
{
    std::vector<AuditEntry> found;
    const QList<AuditFile> files = auditFiles(folder);
    for (auto it = files.rbegin(); it != files.rend() && qsizetype(found.size()) < filter.limit; ++it) {
        QFile file(it->path);
        if (!file.open(QIODevice::ReadOnly))
            return fail(ErrorKind::Io, tr("%1 cannot be read: %2").arg(file.fileName(), file.errorString()));
        const QByteArray all = file.readAll();
        qsizetype end = all.endsWith('\n') ? all.size() - 1 : all.size();
        while (end > 0 && qsizetype(found.size()) < filter.limit) {
            if (stop.stop_requested())
                return fail(ErrorKind::Cancelled, tr("Cancelled"));
            const qsizetype before = all.lastIndexOf('\n', end - 1);
            const Result<AuditEntry> entry = auditEntryIn(QByteArrayView(all).sliced(before + 1, end - before - 1));
            if (entry && entry->number <= filter.after)
                return found;
            if (entry && fits(*entry, filter))
                found.push_back(*entry);
            end = before;
        }
    }
    return found;
}

namespace {

class Verifier final
{
public:
    Verifier(std::vector<AuditWitness> witnesses, const std::stop_token &stop)
        : m_stop(stop)
        , m_witnesses(std::move(witnesses))
    {
    }

    Result<AuditReport> run(const QString &folder)
    {
        for (const AuditFile &one : auditFiles(folder)) {
            if (one.number != m_report.files + 1 + m_missing) {
                problem(auditFilePath(folder, one.number - 1), 0, tr("The file is missing"));
                m_missing = one.number - 1 - m_report.files;
            }
            RETURN_IF_ERROR(readFile(one));
            ++m_report.files;
        }
        checkHead(folder);
        checkWitnesses(folder);
        m_report.lastHash = QString::fromLatin1(m_hash);
        return m_report;
    }

private:
    void problem(const QString &file, qint64 line, const QString &text)
    {
        m_report.problems.push_back({file, line, text});
    }

    Result<void> readFile(const AuditFile &one)
    {
        QFile file(one.path);
        if (!file.open(QIODevice::ReadOnly))
            return fail(ErrorKind::Io, tr("%1 cannot be read: %2").arg(one.path, file.errorString()));
        for (qint64 number = 1; !file.atEnd(); ++number) {
            if (m_stop.stop_requested())
                return fail(ErrorKind::Cancelled, tr("Cancelled"));
            QByteArray line = file.readLine();
            const bool whole = line.endsWith('\n');
            if (whole)
                line.chop(1);
            check(one.path, number, line, whole);
        }
        return {};
    }

    void check(const QString &file, qint64 number, const QByteArray &line, bool whole)
    {
        auto parts = auditParts(line);
        if (!whole && parts && auditHash(m_hash, parts->body) != parts->hash)
            parts.reset();
        const Result<AuditEntry> entry = parts ? auditEntryIn(line) : fail(ErrorKind::Invalid, QString());
        if (!parts || !entry) {
            // A crash leaves half a line, and the next line says so.
            if (m_torn)
                problem(m_torn->file, m_torn->line, m_torn->text);
            m_torn = AuditProblem{file, number, tr("The entry cannot be read")};
            return;
        }
        if (m_torn) {
            if (entry->kind == AuditEntry::Kind::Note)
                ++m_report.torn;
            else
                problem(m_torn->file, m_torn->line, m_torn->text);
            m_torn.reset();
        }
        if (auditHash(m_hash, parts->body) != parts->hash)
            problem(
                file, number,
                entry->number == m_number + 1 ? tr("The entry, or the one before it, was changed")
                                              : tr("Entries are missing before number %1").arg(entry->number));
        else if (entry->number != m_number + 1)
            problem(file, number, tr("The number is %1 but should be %2").arg(entry->number).arg(m_number + 1));
        for (AuditWitness &witness : m_witnesses)
            witness.holds = witness.holds || (witness.end.number == entry->number && witness.end.hash == parts->hash);
        m_number = entry->number;
        m_hash = parts->hash; // from here on again: one change is one problem
        ++m_report.entries;
    }

    // A torn end is what the last crash left; a missing one is what somebody took.
    void checkHead(const QString &folder)
    {
        if (m_torn)
            ++m_report.torn;
        QFile file(auditHeadPath(folder));
        const bool opened = file.open(QIODevice::ReadOnly);
        if (!opened && m_report.files == 0)
            return;
        const auto head = opened ? readAuditHead(file.readAll()) : std::nullopt;
        if (!head)
            problem(file.fileName(), 0, tr("The head of the log is missing or cannot be read"));
        else if (head->number > m_number)
            problem(file.fileName(), 0, tr("The last %n entries are missing", nullptr, int(head->number - m_number)));
        else if (head->number == m_number && head->hash != m_hash)
            problem(file.fileName(), 0, tr("The last entry was replaced"));
        else if (head->number + 1 < m_number)
            problem(file.fileName(), 0, tr("The head of the log is older than its last entry"));
    }

    // What is kept outside of the folder may be behind the log, and never ahead of it.
    void checkWitnesses(const QString &folder)
    {
        for (const AuditWitness &witness : m_witnesses) {
            if (witness.end.number > m_number)
                problem(
                    folder, 0,
                    tr("The last %n entries are missing: %1 refers to entry %2", nullptr,
                       int(witness.end.number - m_number))
                        .arg(auditPlaceName(witness.place))
                        .arg(witness.end.number));
            else if (!witness.holds)
                problem(
                    folder, 0,
                    tr("Entry %1 does not match %2").arg(witness.end.number).arg(auditPlaceName(witness.place)));
        }
        m_report.witnesses = m_witnesses;
    }

    std::stop_token m_stop;
    AuditReport m_report;
    qint64 m_number = 0;
    int m_missing = 0;
    QByteArray m_hash;
    std::optional<AuditProblem> m_torn;
    std::vector<AuditWitness> m_witnesses;
};

} // namespace

Result<AuditReport> verifyAudit(const QString &folder, const std::stop_token &stop)
{
    AuditWitnesses outside = auditWitnesses(folder);
    Result<AuditReport> report = Verifier(std::move(outside.found), stop).run(folder);
    if (report)
        report->noKeychain = outside.noKeychain;
    return report;
}

} // namespace howdah::connection
