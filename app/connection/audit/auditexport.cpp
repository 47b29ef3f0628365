// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/audit/auditexport.h"

#include "base/outputfile.h"
#include "base/propagate.h"
#include "connection/tr.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

#include <array>
#include <ranges>

using namespace Qt::StringLiterals;

namespace howdah::connection {

QString auditSummary(const AuditEntry &entry)
{
    switch (entry.kind) {
    case AuditEntry::Kind::Statement:
        return entry.sql.simplified().left(200);
    case AuditEntry::Kind::End:
        return tr("end of transaction %1").arg(entry.transaction);
    case AuditEntry::Kind::Unlock:
        return tr("unlocked for writing: %1").arg(entry.text);
    case AuditEntry::Kind::Lock:
        return tr("locked for writing");
    case AuditEntry::Kind::Profile:
        return tr("profile \"%1\" %2").arg(entry.profile, entry.text);
    case AuditEntry::Kind::Note:
        break;
    }
    return entry.text;
}

static QByteArray csvField(const QString &text)
{
    if (!text.contains(u'"') && !text.contains(u',') && !text.contains(u'\n') && !text.contains(u'\r'))
        return text.toUtf8();
    return '"' + QString(text).replace(u'"', u"\"\""_s).toUtf8() + '"';
}

namespace {

// A column of the CSV: its name in the header, and what stands there for an entry.
struct CsvColumn
{
    QByteArrayView name;
    QString (*text)(const AuditEntry &entry);
};

QString parametersText(const AuditEntry &entry)
{
    QJsonArray parameters;
    for (const auto &parameter : entry.parameters)
        parameters.append(parameter ? QJsonValue(*parameter) : QJsonValue());
    return parameters.isEmpty() ? QString()
                                : QString::fromUtf8(QJsonDocument(parameters).toJson(QJsonDocument::Compact));
}

// Programs read them by their place: new ones come last.
constexpr std::array CsvColumns{
    CsvColumn{"number", [](const AuditEntry &entry) { return QString::number(entry.number); }},
    CsvColumn{"at", [](const AuditEntry &entry) { return entry.at.toUTC().toString(Qt::ISODateWithMs); }},
    CsvColumn{"kind", [](const AuditEntry &entry) { return auditKindName(entry.kind); }},
    CsvColumn{"outcome", [](const AuditEntry &entry) { return auditOutcomeName(entry.outcome); }},
    CsvColumn{"profile", [](const AuditEntry &entry) { return entry.profile; }},
    CsvColumn{"target", [](const AuditEntry &entry) { return entry.target; }},
    CsvColumn{"system_user", [](const AuditEntry &entry) { return entry.systemUser; }},
    CsvColumn{"session", [](const AuditEntry &entry) { return entry.session; }},
    CsvColumn{
        "transaction",
        [](const AuditEntry &entry) {
            return entry.transaction == 0 ? QString() : QString::number(entry.transaction);
        }},
    CsvColumn{"sql", [](const AuditEntry &entry) { return entry.sql; }},
    CsvColumn{"parameters", parametersText},
    CsvColumn{"command", [](const AuditEntry &entry) { return entry.command; }},
    CsvColumn{"rows", [](const AuditEntry &entry) { return entry.rows < 0 ? QString() : QString::number(entry.rows); }},
    CsvColumn{"ms", [](const AuditEntry &entry) { return QString::number(entry.milliseconds, 'f', 3); }},
    CsvColumn{"sqlstate", [](const AuditEntry &entry) { return entry.sqlState; }},
    CsvColumn{"text", [](const AuditEntry &entry) { return entry.text; }},
    CsvColumn{"settings", [](const AuditEntry &entry) { return entry.settings; }},
};

QByteArray csvHeader()
{
    QByteArrayList line;
    for (const CsvColumn &column : CsvColumns)
        line << column.name.toByteArray();
    return line.join(',') + "\r\n";
}

QByteArray csvLine(const AuditEntry &entry)
{
    QByteArrayList line;
    for (const CsvColumn &column : CsvColumns)
        line << csvField(column.text(entry));
    return line.join(',') + "\r\n";
}

} // namespace

Result<qint64> exportAudit(
    const QString &folder, const AuditFilter &filter, const QString &file, AuditFormat format,
    const std::stop_token &stop)
{
    if (QFileInfo::exists(file))
        return fail(ErrorKind::Conflict, tr("%1 already exists").arg(file), tr("Choose another name."));
    ASSIGN_OR_RETURN(const std::vector<AuditEntry> entries, readAudit(folder, filter, stop));
    OutputFile whole;
    RETURN_IF_ERROR(whole.open(file));
    QFileDevice &out = whole.device();
    const bool csv = format == AuditFormat::Csv;
    out.write(csv ? csvHeader() : QByteArray("["));
    bool first = true;
    for (const AuditEntry &entry : entries | std::views::reverse) {
        if (csv)
            out.write(csvLine(entry));
        else
            out.write((first ? "\n" : ",\n") + auditJson(entry));
        first = false;
    }
    if (!csv)
        out.write("\n]\n");
    RETURN_IF_ERROR(whole.keep());
    return qint64(entries.size());
}

} // namespace howdah::connection
