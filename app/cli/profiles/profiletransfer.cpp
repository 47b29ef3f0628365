// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/propagate.h"
#include "cli/terminal/exitcode.h"
#include "cli/terminal/interrupt.h"
#include "cli/terminal/report.h"
#include "cli/profiles/profilecommand.h"
#include "cli/profiles/profilereport.h"
#include "cli/target/target.h"
#include "cli/terminal/table.h"
#include "cli/terminal/terminaltext.h"
#include "cli/terminal/tr.h"
#include "connection/server/localserver.h"
#include "connection/profile/profiletransfer.h"

#include <QFile>
#include <QJsonArray>

#include <cstdio>

using namespace Qt::StringLiterals;

// `howdahctl profiles import`, `export` and `test`.
namespace howdah::cli {

using namespace connection;

namespace {

Result<QByteArray> readFile(const QString &path)
{
    if (path != "-"_L1)
        return readProfileFile(path);
    QFile input;
    if (!input.open(stdin, QIODevice::ReadOnly))
        return fail(ErrorKind::Usage, tr("%1 cannot be read: %2").arg(path, input.errorString()));
    return readProfileFile(input);
}

Result<ProfileImport> readImport(const ProfileOptions &options)
{
    const auto format = readFormat(options.format);
    if (!format && !options.format.isEmpty())
        return fail(
            ErrorKind::Usage, tr("There is no format named \"%1\"").arg(options.format),
            tr("Values of --format are uri, dotenv, service, pgpass, pgadmin, dbeaver and howdah."));
    ASSIGN_OR_RETURN(QByteArray content, readFile(options.file));
    if (!format && !guessFormat(options.file, content))
        return fail(
            ErrorKind::Usage, tr("The format of %1 cannot be detected").arg(options.file),
            tr("Values of --format are uri, dotenv, service, pgpass, pgadmin, dbeaver and howdah."));
    return readProfiles(std::move(content), options.file, format);
}

QJsonArray notesJson(const std::vector<ImportNote> &notes)
{
    QJsonArray list;
    for (const ImportNote &note : notes)
        list.append(QJsonObject{{u"place"_s, note.place}, {u"why"_s, note.why}});
    return list;
}

void reportNotes(Output &output, const std::vector<ImportNote> &notes)
{
    for (const ImportNote &note : notes)
        output.err << plainLine(note.place) << u": "_s << plainLine(note.why) << Qt::endl;
}

void reportPlan(Output &output, const ImportPlan &plan, const ProfileImport &import, bool keepPasswords)
{
    std::vector<QStringList> rows{{tr("name"), tr("group"), tr("environment"), tr("connection"), tr("password")}};
    for (const FoundProfile &each : plan.add)
        rows.push_back(
            {each.profile.name, each.profile.group, environmentKey(each.profile.environment), placeText(each.profile),
             each.password.isEmpty() ? secretSourceKey(each.profile.secret)
             : keepPasswords         ? tr("goes to the keychain")
                                     : tr("found, not saved")});
    if (!plan.add.empty())
        output.out << alignedTable(rows) << Qt::flush;
    for (const FoundProfile &each : plan.add) {
        for (const Detour &detour : each.leftOut)
            output.err << tr("%1: skipped, --accept %2 imports it: %3")
                              .arg(plainLine(each.profile.name), detour.key, plainLine(describe(detour)))
                       << Qt::endl;
    }
    for (const QString &name : plan.present)
        output.out << tr("Already exists: %1").arg(plainLine(name)) << Qt::endl;
    reportNotes(output, import.notes);
}

int reportImported(Output &output, const ImportPlan &plan, const ProfileImport &import, bool wrote, int code)
{
    if (!output.json)
        return code;
    QJsonArray add;
    for (const FoundProfile &each : plan.add) {
        QJsonObject object = profileJson(each.profile);
        object.insert(u"hasPassword"_s, !each.password.isEmpty());
        QJsonObject leftOut;
        for (const Detour &detour : each.leftOut)
            leftOut.insert(detour.key, detour.value);
        object.insert(u"leftOut"_s, leftOut);
        add.append(object);
    }
    print(
        output, {{u"format"_s, 1},
                 {u"add"_s, add},
                 {u"present"_s, QJsonArray::fromStringList(plan.present)},
                 {u"notes"_s, notesJson(import.notes)},
                 {u"written"_s, wrote},
                 {u"exitCode"_s, code}});
    return code;
}

Result<void> write(Output &output, const ImportPlan &plan, bool keepPasswords)
{
    ProfileStore store;
    ASSIGN_OR_RETURN(
        const TakenOver taken,
        takeOver(store, plan.add, keepPasswords ? FoundPasswords::Keychain : FoundPasswords::Drop));
    reportNotes(output, taken.notes);
    return {};
}

} // namespace

int profilesImport(Output &output, const ProfileOptions &options)
{
    Result<ProfileImport> import = readImport(options);
    if (!import)
        return failed(output, import.error(), Stage::Naming);
    for (FoundProfile &each : import->profiles) {
        if (!options.group.isEmpty())
            each.profile.group = options.group;
        if (auto agreed = agreeTo(each, options.accepted); !agreed)
            return failed(output, agreed.error(), Stage::Naming);
    }
    const Result<std::vector<Profile>> present = ProfileStore().profiles();
    if (!present)
        return failed(output, present.error(), Stage::Naming);
    const ImportPlan plan = planImport(*import, *present);
    if (!output.json)
        reportPlan(output, plan, *import, options.keepPasswords);
    if (plan.add.empty()) {
        if (!output.json)
            output.err << tr("There is nothing to import.") << Qt::endl;
        return reportImported(output, plan, *import, false, ExitOk);
    }
    if (!options.yes) {
        if (!output.json)
            output.err << tr("Nothing has been written yet. Use --yes to create these profiles.") << Qt::endl;
        return reportImported(output, plan, *import, false, ExitPending);
    }
    if (auto wrote = write(output, plan, options.keepPasswords); !wrote)
        return failed(output, wrote.error(), Stage::Naming);
    return reportImported(output, plan, *import, true, ExitOk);
}

int profilesExport(Output &output, const ProfileOptions &options)
{
    const ProfileStore store;
    std::vector<Profile> chosen;
    if (options.names.isEmpty()) {
        Result<std::vector<Profile>> all = store.profiles();
        if (!all)
            return failed(output, all.error(), Stage::Naming);
        std::erase_if(*all, &isPrivate);
        chosen = std::move(*all);
    }
    for (const QString &name : options.names) {
        Result<Profile> found = store.find(name);
        if (!found)
            return failed(output, found.error(), Stage::Naming);
        chosen.push_back(std::move(*found));
    }
    const auto format = readFormat(options.format.isEmpty() ? u"howdah"_s : options.format);
    if (!format)
        return failed(
            output, makeError(ErrorKind::Usage, tr("There is no format named \"%1\"").arg(options.format)),
            Stage::Naming);
    const Result<ProfileExport> made = exportProfiles(*format, chosen);
    if (!made)
        return failed(output, made.error(), Stage::Naming);
    reportNotes(output, made->notes);
    if (options.file.isEmpty()) {
        const ExactOutput exact(output.out);
        output.out << QString::fromUtf8(made->text) << Qt::flush;
        return ExitOk;
    }
    if (const Result<void> wrote = writeExport(options.file, made->text, options.force); !wrote)
        return failed(
            output,
            wrote.error().kind == ErrorKind::Conflict
                ? makeError(ErrorKind::Usage, wrote.error().message, tr("Use --force to replace it."))
                : wrote.error(),
            Stage::Naming);
    return ExitOk;
}

int profilesTest(Output &output, const ProfileOptions &options)
{
    const Result<NamedTarget> named = findTarget(output, options.name, Purpose::Test);
    if (!named)
        return failed(output, named.error(), Stage::Naming);
    std::optional<ServerLease> lease;
    ConnInfo target = named->info;
    if (named->isPrivateServer) {
        Result<ServerLease> leased = LocalServer().lease();
        if (!leased)
            return failed(output, leased.error(), Stage::Connecting);
        lease.emplace(std::move(*leased));
        target = lease->connInfo();
        target.context = output.context;
    }
    const Interrupt interrupt;
    auto tested = testConnection(target, interrupt.token());
    if (!tested) {
        auto asked = askAfterRefusal(*named, toError(tested.error()));
        if (asked && *asked)
            tested = testConnection(**asked, interrupt.token());
    }
    const int code = tested ? ExitOk : ExitCannotConnect;
    if (output.json) {
        QJsonObject object = tested ? reportJson(*tested) : diagnosisJson(tested.error());
        object.insert(u"format"_s, 1);
        object.insert(u"reached"_s, tested.has_value());
        object.insert(u"exitCode"_s, code);
        print(output, object);
    } else if (tested) {
        output.out << reportText(*tested) << Qt::flush;
    } else {
        output.err << diagnosisText(tested.error()) << Qt::flush;
    }
    return code;
}

} // namespace howdah::cli
