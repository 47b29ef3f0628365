// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/audit/auditexport.h"

#include "base/outputfile.h"
#include "base/propagate.h"
#include "connection/tr.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

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

static QByteArray csvLine(const AuditEntry &entry)
{
    QJsonArray parameters;
    for (const auto &parameter : entry.parameters)
        parameters.append(parameter ? QJsonValue(*parameter) : QJsonValue());
    const QStringList fields{
        QString::number(entry.number),
        entry.at.toUTC().toString(Qt::ISODateWithMs),
        auditKindName(entry.kind),
        auditOutcomeName(entry.outcome),
        entry.profile,
        entry.target,
        entry.systemUser,
        entry.session,
        entry.transaction == 0 ? QString() : QString::number(entry.transaction),
        entry.sql,
        parameters.isEmpty() ? QString() : QString::fromUtf8(QJsonDocument(parameters).toJson(QJsonDocument::Compact)),
        entry.command,
        entry.rows < 0 ? QString() : QString::number(entry.rows),
        QString::number(entry.milliseconds, 'f', 3),
        entry.sqlState,
        entry.text};
    QByteArrayList line;
    for (const QString &field : fields)
        line << csvField(field);
    return line.join(',') + "\r\n";
}

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
    out.write(
        csv ? "number,at,kind,outcome,profile,target,system_user,session,transaction,sql,parameters,command,rows,ms,"
              "sqlstate,text\r\n"
            : "[");
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
