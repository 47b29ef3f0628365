// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/profiles/profilecommand.h"

#include "base/propagate.h"
#include "cli/terminal/report.h"
#include "cli/terminal/consent.h"
#include "cli/terminal/exitcode.h"
#include "cli/profiles/profilereport.h"
#include "cli/terminal/secretprompt.h"
#include "cli/terminal/table.h"
#include "cli/terminal/tr.h"
#include "connection/server/environment.h"
#include "connection/keychain.h"
#include "connection/profile/profilefields.h"
#include "connection/profile/profileimport.h"
#include "connection/profile/profilestore.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace connection;

namespace {

// Fields as the command line gives them; the password that a URI has along.
Result<QString> applyFields(Profile &profile, const ProfileOptions &options)
{
    QString password;
    if (!options.database.isEmpty()) {
        ASSIGN_OR_RETURN(const ConnInfo info, parseConnInfoAlone(options.database));
        if (isMisread(info))
            return fail(
                ErrorKind::Usage, tr("A part of the password may have been read as the host or the database"),
                tr("Write @ / : # % in a password as %40 %2F %3A %23 %25, or better leave it out and use "
                   "--ask-password."));
        for (const auto &[key, value] : info.values.asKeyValueRange()) {
            if (key == "password"_L1)
                password = value;
            else if (auto set = setField(profile, key, value); !set)
                return fail(set.error());
        }
    }
    if (!options.secretCommand.isEmpty()) {
        profile.secret = SecretSource::Command;
        profile.secretCommand = options.secretCommand;
    }
    for (const QString &setting : options.settings) {
        const qsizetype equals = setting.indexOf(u'=');
        if (equals < 1)
            return fail(ErrorKind::Usage, tr("--set takes KEY=VALUE"));
        RETURN_IF_ERROR(setField(profile, setting.left(equals), setting.mid(equals + 1)));
    }
    return password;
}

// From the words of the command line, a file, or a person; nothing when none of them is asked for.
Result<std::optional<QString>> passwordOf(const Profile &profile, const ProfileOptions &options)
{
    if (!options.passwordFile.isEmpty()) {
        ASSIGN_OR_RETURN(QString read, secretFromFile(options.passwordFile));
        return std::optional(std::move(read));
    }
    if (!options.askPassword)
        return std::optional<QString>();
    const SecretAsker ask = terminalAsker();
    if (!ask)
        return fail(
            ErrorKind::Usage, tr("There is no terminal to ask for the password"),
            tr("Name a file that holds it with --password-file; - is standard input."));
    ASSIGN_OR_RETURN(QString typed, ask(tr("Password of %1").arg(profile.name)));
    return std::optional(std::move(typed));
}

Result<void> keepPassword(const Profile &profile, QString password)
{
    Result<void> kept = Keychain().write(keychainEntry(profile), password);
    wipeSecret(password);
    return kept;
}

int written(Output &output, const Profile &profile, const QString &words)
{
    if (output.json) {
        print(output, {{u"format"_s, 1}, {u"profile"_s, profileJson(profile)}, {u"exitCode"_s, ExitOk}});
        return ExitOk;
    }
    output.out << plainLine(words) << Qt::endl;
    for (const QString &caution : cautions(profile))
        output.err << plainLine(caution) << Qt::endl;
    return ExitOk;
}

void warnOfLostPassword(Output &output, const QString &name)
{
    output.err << tr("The password in the URI was not saved, but is in your shell's history. To save it in the "
                     "keychain: howdahctl profiles edit \"%1\" --ask-password")
                      .arg(plainLine(name))
               << Qt::endl;
}

} // namespace

int profilesList(Output &output, const ProfileOptions &options)
{
    Result<std::vector<Profile>> all = ProfileStore().profiles();
    if (!all)
        return failed(output, all.error(), Stage::Naming);
    if (!options.group.isEmpty())
        std::erase_if(*all, [&](const Profile &each) { return nameKey(each.group) != nameKey(options.group); });
    if (output.json) {
        QJsonArray list;
        for (const Profile &each : *all)
            list.append(profileJson(each));
        print(output, {{u"format"_s, 1}, {u"profiles"_s, list}, {u"exitCode"_s, ExitOk}});
        return ExitOk;
    }
    std::vector<QStringList> rows{{tr("name"), tr("group"), tr("environment"), tr("connection"), tr("password")}};
    for (const Profile &each : *all)
        rows.push_back(
            {each.name, each.group, environmentKey(each.environment),
             isPrivate(each) ? tr("the private server of Howdah") : placeText(each),
             isPrivate(each) ? QString() : secretSourceKey(each.secret)});
    output.out << alignedTable(rows) << Qt::flush;
    return ExitOk;
}

int profilesShow(Output &output, const ProfileOptions &options)
{
    const Result<Profile> profile = ProfileStore().find(options.name);
    if (!profile)
        return failed(output, profile.error(), Stage::Naming);
    if (output.json) {
        print(output, {{u"format"_s, 1}, {u"profile"_s, profileJson(*profile)}, {u"exitCode"_s, ExitOk}});
        return ExitOk;
    }
    output.out << profileText(*profile) << Qt::flush;
    for (const QString &caution : cautions(*profile))
        output.err << plainLine(caution) << Qt::endl;
    return ExitOk;
}

int profilesAdd(Output &output, const ProfileOptions &options)
{
    Profile profile;
    profile.name = options.name;
    const Result<QString> fields = applyFields(profile, options);
    if (!fields)
        return failed(output, fields.error(), Stage::Naming);
    Result<std::optional<QString>> password = passwordOf(profile, options);
    if (!password)
        return failed(output, password.error(), Stage::Naming);
    ProfileStore store;
    const Result<Profile> added = store.add(profile);
    if (!added)
        return failed(output, added.error(), Stage::Naming);
    if (std::optional<QString> &given = *password) {
        if (auto kept = keepPassword(*added, std::move(*given)); !kept) {
            // A profile whose password nobody has would look as if it had one.
            (void)store.remove(added->id);
            return failed(output, kept.error(), Stage::Naming);
        }
    } else if (!fields->isEmpty()) {
        warnOfLostPassword(output, added->name);
    }
    return written(output, *added, tr("The profile \"%1\" was created").arg(plainLine(added->name)));
}

int profilesEdit(Output &output, const ProfileOptions &options)
{
    ProfileStore store;
    const Result<Profile> before = store.find(options.name);
    if (!before)
        return failed(output, before.error(), Stage::Naming);
    Profile after = *before;
    const Result<QString> fields = applyFields(after, options);
    if (!fields)
        return failed(output, fields.error(), Stage::Naming);
    if (!options.newName.isEmpty())
        after.name = options.newName;
    // What opens production for good is asked for like what is destroyed in it; the store notes it.
    if (before->environment == Environment::Production && after.environment != Environment::Production) {
        if (const int agreed = askForNames(output, {before->name}); agreed != ExitOk)
            return agreed;
    }
    Result<std::optional<QString>> password = passwordOf(after, options);
    if (!password)
        return failed(output, password.error(), Stage::Naming);
    if (*password)
        after.secret = SecretSource::Keychain;
    // The secret first: were it refused, the profile would stay as it is.
    if (*password && isPrivate(*before))
        return failed(
            output, makeError(ErrorKind::Usage, tr("The private server identifies its users without a password")),
            Stage::Naming);
    if (std::optional<QString> &given = *password) {
        if (auto kept = keepPassword(*before, std::move(*given)); !kept)
            return failed(output, kept.error(), Stage::Naming);
    }
    if (options.forgetPassword) {
        if (auto removed = Keychain().remove(keychainEntry(*before)); !removed)
            return failed(output, removed.error(), Stage::Naming);
    }
    Result<Profile> changed = after == *before ? before : store.replace(*before, after);
    if (!changed)
        return failed(output, changed.error(), Stage::Naming);
    if (!fields->isEmpty())
        warnOfLostPassword(output, changed->name);
    return written(output, *changed, tr("The profile \"%1\" was changed").arg(plainLine(changed->name)));
}

int profilesRemove(Output &output, const ProfileOptions &options)
{
    ProfileStore store;
    const Result<Profile> profile = store.find(options.name);
    if (!profile)
        return failed(output, profile.error(), Stage::Naming);
    if (!output.json)
        output.err << tr("Removes the profile \"%1\" (%2), and its password from the keychain")
                          .arg(plainLine(profile->name), plainLine(placeText(*profile)))
                   << Qt::endl;
    if (const Consent consent = askConsent(output, options.yes); consent != Consent::Given)
        return withoutConsent(output, consent);
    if (auto removed = store.remove(profile->id); !removed)
        return failed(output, removed.error(), Stage::Naming);
    for (const SecretKind kind : {SecretKind::Password, SecretKind::KeyPassphrase}) {
        // Without a keychain there is nothing in it.
        const auto forgotten = Keychain().remove(keychainEntry(*profile, kind));
        if (!forgotten && forgotten.error().kind != ErrorKind::Connection)
            showError(output.err, forgotten.error());
    }
    return written(output, *profile, tr("The profile \"%1\" was removed").arg(plainLine(profile->name)));
}

} // namespace howdah::cli
