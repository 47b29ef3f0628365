// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/audit/auditcommand.h"

#include "base/propagate.h"
#include "cli/terminal/exitcode.h"
#include "cli/terminal/report.h"
#include "cli/terminal/table.h"
#include "cli/target/target.h"
#include "cli/terminal/tr.h"
#include "connection/audit/auditexport.h"
#include "connection/audit/auditlog.h"
#include "connection/audit/auditanchor.h"
#include "connection/audit/auditfiles.h"
#include "connection/audit/auditentry.h"
#include "connection/audit/auditreader.h"
#include "connection/audit/audittable.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace connection;

static QString folderOf(const AuditOptions &options)
{
    return options.folder.isEmpty() ? auditFolder() : options.folder;
}

static Result<QDateTime> timeOf(const QString &text)
{
    if (text.isEmpty())
        return QDateTime();
    QDateTime time = QDateTime::fromString(text, Qt::ISODate);
    if (!time.isValid())
        time = QDate::fromString(text, Qt::ISODate).startOfDay();
    if (!time.isValid())
        return fail(
            ErrorKind::Usage, tr("%1 is not a valid time").arg(text), tr("Write 2026-03-01, or 2026-03-01T14:30:00Z."));
    return time;
}

static Result<AuditFilter> filterOf(const AuditOptions &options)
{
    AuditFilter filter;
    filter.text = options.search;
    filter.profile = options.profile;
    filter.limit = options.limit;
    const Result<QDateTime> from = timeOf(options.from);
    const Result<QDateTime> to = timeOf(options.to);
    if (!from || !to)
        return fail(from ? to.error() : from.error());
    filter.from = *from;
    filter.to = *to;
    if (!options.kind.isEmpty()) {
        filter.kind = readAuditKind(options.kind);
        if (!filter.kind)
            return fail(
                ErrorKind::Usage, tr("There are no entries of kind %1").arg(options.kind),
                tr("Kinds are statement, end, unlock, lock, note and profile."));
    }
    return filter;
}

int auditShow(Output &output, const AuditOptions &options)
{
    const Result<AuditFilter> filter = filterOf(options);
    if (!filter)
        return failed(output, filter.error());
    const Result<std::vector<AuditEntry>> entries = readAudit(folderOf(options), *filter);
    if (!entries)
        return failed(output, entries.error());
    if (output.json) {
        QJsonArray rows;
        for (const AuditEntry &entry : *entries)
            rows.append(QJsonDocument::fromJson(auditJson(entry)).object());
        print(output, {{u"entries"_s, rows}});
        return ExitOk;
    }
    std::vector<QStringList> rows{{tr("Number"), tr("When"), tr("Where"), tr("Outcome"), tr("Rows"), tr("What")}};
    for (const AuditEntry &entry : *entries)
        rows.push_back(
            {QString::number(entry.number), entry.at.toLocalTime().toString(u"yyyy-MM-dd HH:mm:ss"_s),
             entry.profile.isEmpty() ? entry.target : entry.profile, auditOutcomeWord(entry.outcome),
             entry.rows < 0 ? QString() : QString::number(entry.rows), auditSummary(entry)});
    output.out << alignedTable(std::move(rows)) << Qt::flush;
    return ExitOk;
}

int auditExport(Output &output, const AuditOptions &options)
{
    Result<AuditFilter> filter = filterOf(options);
    if (!filter)
        return failed(output, filter.error());
    filter->limit = std::numeric_limits<qsizetype>::max();
    const AuditFormat format = options.format == "json"_L1 ? AuditFormat::Json : AuditFormat::Csv;
    const Result<qint64> written = exportAudit(folderOf(options), *filter, options.file, format);
    if (!written)
        return failed(output, written.error());
    if (output.json)
        print(output, {{u"file"_s, options.file}, {u"entries"_s, *written}});
    else
        output.out << tr("%1: %n entries", nullptr, int(*written)).arg(options.file) << Qt::endl;
    return ExitOk;
}

static Result<AuditReport> verifyTable(Output &output, const AuditOptions &options)
{
    Target target;
    RETURN_IF_ERROR(target.open(output, options.database, u"audit"_s, Purpose::ReadingOnly));
    const auto name = auditTableTarget(target.session());
    return name ? verifyAuditTable(target.session(), folderOf(options), *name) : fail(name.error());
}

int auditVerify(Output &output, const AuditOptions &options)
{
    const Result<AuditReport> report = options.table ? verifyTable(output, options) : verifyAudit(folderOf(options));
    return report ? showAuditReport(output, *report) : failed(output, report.error());
}

int auditRestart(Output &output, const AuditOptions &options)
{
    if (options.reason.simplified().isEmpty())
        return failed(
            output, makeError(
                        ErrorKind::Usage, tr("A reason is required to start a new log"),
                        tr("Give it with --reason; it is recorded in the log.")));
    const Result<QString> aside = AuditLog(folderOf(options)).beginAnew(options.reason.simplified());
    if (!aside)
        return failed(output, aside.error());
    if (output.json)
        print(output, {{u"aside"_s, *aside}});
    else
        output.out << tr("A new log was started. The old one is in %1").arg(*aside) << Qt::endl;
    return ExitOk;
}

// Against what outside of the folder the log was held.
static QStringList anchorLines(const AuditReport &report)
{
    QStringList lines;
    bool isKept = false;
    for (const AuditWitness &witness : report.witnesses) {
        const bool isKeychain = witness.place == AuditPlace::Keychain;
        isKept = isKept || isKeychain;
        lines
            << (isKeychain ? tr("Anchor: entry %1 in the keychain").arg(witness.end.number)
                           : tr("Anchor: entry %1 in %2 (weaker: whoever can write the log can write this as well)")
                                 .arg(witness.end.number)
                                 .arg(auditPlaceName(witness.place)));
    }
    if (!isKept)
        lines << tr("No anchor in the keychain: %1").arg(report.noKeychain);
    return lines;
}

static QJsonArray anchorJson(const AuditReport &report)
{
    QJsonArray anchors;
    for (const AuditWitness &witness : report.witnesses)
        anchors.append(QJsonObject{
            {u"place"_s, witness.place == AuditPlace::Keychain ? u"keychain"_s : auditPlaceName(witness.place)},
            {u"line"_s, witness.end.number},
            {u"holds"_s, witness.holds}});
    return anchors;
}

int showAuditReport(Output &output, const AuditReport &report)
{
    if (output.json) {
        QJsonArray problems;
        for (const AuditProblem &problem : report.problems)
            problems.append(
                QJsonObject{{u"file"_s, problem.file}, {u"line"_s, problem.line}, {u"text"_s, problem.text}});
        print(
            output, {{u"whole"_s, report.isWhole()},
                     {u"entries"_s, report.entries},
                     {u"files"_s, report.files},
                     {u"torn"_s, report.torn},
                     {u"hash"_s, report.lastHash},
                     {u"anchors"_s, anchorJson(report)},
                     {u"problems"_s, problems}});
    } else {
        for (const AuditProblem &problem : report.problems)
            output.out << plainLine(problem.file) << u':' << problem.line << u": "_s << plainLine(problem.text)
                       << u'\n';
        output.out << tr("%n entries", nullptr, int(report.entries)) << u", "_s
                   << (report.isWhole() ? tr("the chain is intact") : tr("THE CHAIN IS BROKEN"));
        if (report.torn > 0)
            output.out << u"; "_s << tr("%n entries were cut off by a crash", nullptr, int(report.torn));
        if (!report.lastHash.isEmpty())
            output.out << u"\n"_s << tr("Last hash: %1").arg(report.lastHash);
        if (!report.witnesses.empty() || !report.noKeychain.isEmpty())
            output.out << u'\n' << anchorLines(report).join(u'\n');
        output.out << Qt::endl;
    }
    return report.isWhole() ? ExitOk : ExitFailed;
}

} // namespace howdah::cli
