// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/migrate/dumpcommand.h"

#include "base/propagate.h"
#include "cli/terminal/consent.h"
#include "cli/terminal/exitcode.h"
#include "cli/terminal/interrupt.h"
#include "cli/target/target.h"
#include "cli/terminal/report.h"
#include "cli/terminal/table.h"
#include "cli/terminal/terminaldecision.h"
#include "cli/terminal/terminaltext.h"
#include "cli/terminal/tr.h"
#include "connection/session/guard.h"
#include "connection/server/localserver.h"
#include "operations/migrationfiles.h"
#include "operations/safetycopies.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>

#include <optional>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace migration;

namespace {

// The named database, or the private server, which runs as long as this lives.
struct Place
{
    std::optional<connection::ServerLease> lease;
    std::shared_ptr<connection::SshForward> tunnel;
    connection::ConnInfo target;
    bool guarded = false;

    Result<void> find(Output &output, const QString &database)
    {
        ASSIGN_OR_RETURN(NamedTarget named, findTarget(output, database));
        guarded = named.isGuarded() && !connection::isLocked(named.info);
        if (!named.isPrivateServer) {
            target = std::move(named.info);
            tunnel = std::move(named.tunnel);
            return {};
        }
        ASSIGN_OR_RETURN(
            auto leased, connection::LocalServer().lease([&output](connection::StartStep, const QString &text) {
                output.err << plainLine(text) << Qt::endl;
            }));
        lease.emplace(std::move(leased));
        target = lease->connInfo();
        target.context = output.context;
        return {};
    }

    // Without a name it is the one that is called like the user.
    [[nodiscard]] QString database(const QString &said) const
    {
        for (const QString &name : {target.value(u"dbname"_s), target.value(u"user"_s)}) {
            if (!name.isEmpty())
                return name;
        }
        return said;
    }
};

QString grouped(qint64 number) { return QLocale(QLocale::English).toString(number); }

} // namespace

int migrateDump(Output &output, const DumpCommandOptions &options)
{
    Place place;
    if (auto found = place.find(output, options.database); !found)
        return failed(output, found.error());
    const Interrupt interrupt;
    if (!options.file.isEmpty()) {
        const auto saved = operations::saveSchema(place.target, options.file, options.what, interrupt.token());
        return saved ? ExitOk : failed(output, saved.error());
    }
    const Result<QByteArray> text = dumpSchema(place.target, options.what, interrupt.token());
    if (!text)
        return failed(output, text.error());
    const ExactOutput exact(output.out);
    output.out << QString::fromUtf8(*text) << Qt::flush;
    return ExitOk;
}

int migrateRestore(Output &output, const RestoreOptions &options)
{
    const Result<SafetyCopy> copy = readSafetyCopy(options.file);
    if (!copy)
        return failed(output, copy.error());
    Place place;
    if (auto found = place.find(output, options.database); !found)
        return failed(output, found.error());
    output.err << tr("Database %1").arg(plainLine(connection::describe(place.target))) << u'\n';
    for (const CopiedTable &table : copy->tables)
        output.err << tr("  table %1: %2 rows").arg(plainLine(table.schema + u'.' + table.name), grouped(table.rows))
                   << u'\n';
    output.err << Qt::flush;
    const Consent consent = askConsent(output, options.yes);
    if (consent == Consent::CannotAsk)
        return failed(
            output, makeError(
                        ErrorKind::Usage, tr("There is no terminal for the confirmation, so nothing was restored"),
                        tr("Use --yes to restore without confirmation.")));
    if (consent == Consent::Refused) {
        output.err << tr("Nothing was restored.") << Qt::endl;
        return ExitPending;
    }
    TerminalDecision decision(output);
    const operations::RestoreOrder order{
        place.target, place.database(options.database), *copy, options.changed, place.guarded};
    const auto outcome = operations::restoreCopy(order, decision, decision.token());
    if (!outcome) {
        Error error = outcome.error();
        if (error.kind == ErrorKind::Conflict)
            error.hint +=
                (error.hint.isEmpty() ? QString() : u"\n"_s)
                + tr("--changed overwrite gives changed rows the values of the copy, --changed keep restores only "
                     "missing rows; --database restores to another database; howdahctl migrate up applies again "
                     "what was rolled back.");
        return failed(output, error);
    }
    if (!*outcome)
        return ExitPending;
    const std::vector<RestoredTable> &restored = **outcome;
    QJsonArray tables;
    for (const RestoredTable &table : restored) {
        tables.append(QJsonObject{
            {u"schema"_s, table.schema},
            {u"name"_s, table.name},
            {u"rows"_s, table.rows},
            {u"created"_s, table.created}});
        if (!output.json)
            output.out
                << tr("restored %1 (%2 rows)").arg(plainLine(table.schema + u'.' + table.name), grouped(table.rows))
                << u'\n';
    }
    if (output.json)
        output.out << QString::fromUtf8(
            QJsonDocument(QJsonObject{{u"format"_s, 1}, {u"tables"_s, tables}, {u"exitCode"_s, 0}}).toJson());
    output.out << Qt::flush;
    return ExitOk;
}

} // namespace howdah::cli
