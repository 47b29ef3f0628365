// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The lines of the audit log in a table of the database.
#include "cli/audit/auditcommand.h"
#include "cli/terminal/report.h"
#include "cli/terminal/consent.h"
#include "cli/target/destructiongate.h"
#include "cli/terminal/exitcode.h"
#include "cli/terminal/table.h"
#include "cli/terminal/tr.h"
#include "connection/audit/audittable.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace connection;

static Result<void> openTable(Target &target, Output &output, const AuditOptions &options, Purpose purpose)
{
    auto opened = target.open(output, options.database, u"audit"_s, purpose);
    // Before the session is open, everything but a wrong command line means that there is no connection.
    if (!opened && opened.error().kind != ErrorKind::Usage && opened.error().kind != ErrorKind::Authentication)
        opened.error().kind = ErrorKind::Connection;
    return opened;
}

int auditTableCreate(Output &output, const AuditOptions &options)
{
    Target target;
    if (auto opened = openTable(target, output, options, Purpose::Any); !opened)
        return failed(output, opened.error());
    if (auto created = createAuditTable(target.session(), options.roles); !created)
        return failed(output, created.error());
    const auto name = auditTableTarget(target.session());
    if (name) {
        const QString folder = options.folder.isEmpty() ? auditFolder() : options.folder;
        if (auto forgotten = forgetAuditTableEnd(folder, *name); !forgotten)
            return failed(output, forgotten.error());
    }
    if (output.json)
        print(output, {{u"format"_s, 1}, {u"table"_s, u"howdah.audit_log"_s}, {u"exitCode"_s, ExitOk}});
    else
        output.out << tr("howdah.audit_log is ready. Entries are written to it with --audit-table, or for a profile "
                         "with audit_table=yes.")
                   << Qt::endl;
    return ExitOk;
}

int auditTableDrop(Output &output, const AuditOptions &options)
{
    Target target;
    if (auto opened = openTable(target, output, options, Purpose::Any); !opened)
        return failed(output, opened.error());
    const auto state = auditTableState(target.session());
    if (!state)
        return failed(output, state.error());
    if (state->exists)
        output.err << tr("howdah.audit_log of %1 will be dropped with %2 entries; the files stay")
                          .arg(plainLine(target.name()), state->rows < 0 ? u"?"_s : QString::number(state->rows))
                   << Qt::endl;
    if (const Consent consent = askConsent(output, options.yes); consent != Consent::Given)
        return withoutConsent(output, consent);
    std::vector<Impact> agreed;
    if (const int code = confirmScript(output, target, dropAuditTableSql().toUtf8(), agreed); code != ExitOk)
        return code;
    if (auto dropped = dropAuditTable(target.session()); !dropped)
        return failed(output, dropped.error());
    if (output.json)
        print(output, {{u"format"_s, 1}, {u"lines"_s, state->rows}, {u"exitCode"_s, ExitOk}});
    else
        output.out << tr("Dropped.") << Qt::endl;
    return ExitOk;
}

int auditTableShow(Output &output, const AuditOptions &options)
{
    Target target;
    if (auto opened = openTable(target, output, options, Purpose::ReadingOnly); !opened)
        return failed(output, opened.error());
    const auto state = auditTableState(target.session());
    if (!state)
        return failed(output, state.error());
    const int code = state->exists && state->isKept ? ExitOk : ExitFailed;
    if (output.json) {
        print(
            output, {{u"format"_s, 1},
                     {u"exists"_s, state->exists},
                     {u"appendOnly"_s, state->isKept},
                     {u"mayInsert"_s, state->mayInsert},
                     {u"owner"_s, state->owner},
                     {u"writers"_s, QJsonArray::fromStringList(state->writers)},
                     {u"lines"_s, state->rows < 0 ? QJsonValue() : QJsonValue(state->rows)},
                     {u"hash"_s, state->lastHash},
                     {u"exitCode"_s, code}});
        return code;
    }
    if (!state->exists) {
        output.out << tr("The table howdah.audit_log does not exist.") << Qt::endl;
        return code;
    }
    output.out << tr("howdah.audit_log belongs to %1").arg(plainLine(state->owner)) << u'\n'
               << (state->isKept ? tr("Rows can only be added.")
                                 : tr("ITS TRIGGERS ARE MISSING OR DISABLED: rows can be changed."))
               << u'\n' << (state->mayInsert ? tr("This role can add entries.") : tr("This role cannot add entries."))
               << u'\n';
    if (!state->writers.isEmpty())
        output.out << tr("Can also add entries: %1").arg(plainLine(state->writers.join(u", "_s))) << u'\n';
    if (state->rows >= 0)
        output.out << tr("Entries: %1").arg(state->rows) << u'\n' << tr("Last hash: %1").arg(state->lastHash) << u'\n';
    output.out << Qt::flush;
    return code;
}

} // namespace howdah::cli
