// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/profile/secretsource.h"

#include "base/propagate.h"
#include "connection/keychain.h"
#include "connection/profile/endprocess.h"
#include "connection/server/diagnosis.h"
#include "connection/server/shellword.h"
#include "connection/server/tlsfacts.h"
#include "connection/tr.h"

#include <QDeadlineTimer>
#include <QProcess>
#include <QStringDecoder>

#include <algorithm>
#include <array>

#ifdef Q_OS_LINUX
#include <csignal>
#include <sys/prctl.h>
#endif

using namespace Qt::StringLiterals;

namespace howdah::connection {

namespace {

constexpr int PollMs = 50;
constexpr qsizetype MostOutput = 64 << 10;
constexpr qsizetype LongestSecret = 4096;
constexpr qsizetype LongestComplaint = 2000;

// The first line, as text. Nothing of it is ever told.
Result<QString> firstLine(const QByteArray &output, const QString &program)
{
    const qsizetype lineEnd = output.indexOf('\n');
    QByteArray line = lineEnd < 0 ? output : output.left(lineEnd);
    line.detach(); // wiped below, and not the caller's
    if (line.endsWith('\r'))
        line.chop(1);
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    QString secret = decoder(line);
    const bool fine = !decoder.hasError() && !secret.contains(QChar::Null);
    const bool empty = line.isEmpty();
    const bool tooLong = line.size() > LongestSecret;
    wipeSecret(line);
    if (empty || tooLong || !fine)
        return fail(
            ErrorKind::Invalid,
            empty     ? tr("The program %1 printed no password").arg(program)
            : tooLong ? tr("The output of the program %1 is too long for a password").arg(program)
                      : tr("The output of the program %1 is not valid UTF-8").arg(program),
            tr("The first line of its output is used as the password."));
    return secret;
}

// What it complained of; a program that traces itself may print there what it prints as its answer.
QString complaintOf(QProcess &process, QByteArray output)
{
    QString words = QString::fromUtf8(process.readAllStandardError().left(LongestComplaint)).trimmed();
    for (const QByteArray &line : output.split('\n')) {
        if (const QString text = QString::fromUtf8(line).trimmed(); !text.isEmpty())
            words.replace(text, u"***"_s);
    }
    wipeSecret(output);
    return words;
}

Error noProgram(const QString &program, const QString &words)
{
    return makeError(
        ErrorKind::Io, tr("The program %1, which prints the password, cannot be run: %2").arg(program, words),
        tr("It is run with its argument list, without a shell: the first word is a program, not a shell command "
           "line."));
}

Result<ConnInfo> withPassword(ConnInfo info, const Result<QString> &password)
{
    if (!password)
        return fail(password.error());
    info.set(u"password"_s, *password);
    return info;
}

// Nothing where the keychain has none, or there is no keychain: then the server says whether it wants one.
Result<ConnInfo> fromKeychain(ConnInfo info, const Profile &profile, const SecretOptions &options)
{
    Result<QString> found = Keychain(options.keychainPatience).read(keychainEntry(profile));
    if (found)
        return withPassword(std::move(info), found);
    switch (found.error().kind) {
    case ErrorKind::NotFound:
    case ErrorKind::Connection:
    case ErrorKind::Permission:
        return info;
    case ErrorKind::Internal:
    case ErrorKind::Usage:
    case ErrorKind::Conflict:
    case ErrorKind::Invalid:
    case ErrorKind::Io:
    case ErrorKind::Authentication:
    case ErrorKind::Server:
    case ErrorKind::Cancelled:
    case ErrorKind::Timeout:
        break;
    }
    return fail(found.error());
}

// A client key with a passphrase: libpq says so only when it fails, so the keychain is asked whenever there is a key.
void addPassphrase(ConnInfo &info, const Profile &profile, const SecretOptions &options)
{
    if (profile.secret != SecretSource::Keychain || info.value(u"sslkey"_s).isEmpty())
        return;
    if (const auto found = Keychain(options.keychainPatience).read(keychainEntry(profile, SecretKind::KeyPassphrase)))
        info.set(u"sslpassword"_s, *found);
}

} // namespace

QString keychainEntry(const Profile &profile, SecretKind kind)
{
    const QString entry = u"connection/"_s + profile.id;
    return kind == SecretKind::Password ? entry : entry + u"/key"_s;
}

std::optional<SecretKind> secretWanted(const Error &refusal, const ConnInfo &target)
{
    const QString text = refusal.message + u'\n' + refusal.detail;
    // In the words of OpenSSL. With sslmode=prefer libpq goes on without encryption, and tells of both attempts: the
    // key comes first, as nothing else is wrong perhaps.
    static constexpr std::array encryptedKey{"bad decrypt"_L1, "processing error"_L1, "bad password read"_L1};
    const bool isKeyClosed =
        text.contains("could not load private key file"_L1)
        && std::ranges::any_of(encryptedKey, [&text](QLatin1StringView words) { return text.contains(words); });
    if (isKeyClosed)
        return SecretKind::KeyPassphrase;
    const FailureCause cause = diagnose(text, refusal.sqlState, target).cause;
    if (cause == FailureCause::NoPassword || cause == FailureCause::WrongPassword)
        return SecretKind::Password;
    return {};
}

Result<QString> secretFromCommand(const QStringList &command, std::chrono::milliseconds patience, std::stop_token stop)
{
    if (command.isEmpty())
        return fail(ErrorKind::Usage, tr("No program for printing the password is given"));
    const QString &program = command.first();
    QProcess process;
    process.setStandardInputFile(QProcess::nullDevice());
#ifdef Q_OS_LINUX
    process.setChildProcessModifier([] { prctl(PR_SET_PDEATHSIG, SIGTERM); });
#endif
    process.start(program, command.mid(1), QIODevice::ReadOnly);
    const QDeadlineTimer deadline(patience);
    QByteArray output;
    while (!process.waitForFinished(PollMs) && process.state() != QProcess::NotRunning) {
        output += process.readAllStandardOutput();
        if (!stop.stop_requested() && !deadline.hasExpired() && output.size() <= MostOutput)
            continue;
        endProcess(process);
        wipeSecret(output);
        if (stop.stop_requested())
            return fail(ErrorKind::Cancelled, tr("Cancelled"));
        if (deadline.hasExpired())
            return fail(
                ErrorKind::Timeout,
                tr("The program %1, which prints the password, did not finish within %2 s")
                    .arg(program)
                    .arg(double(patience.count()) / 1000),
                tr("It may be waiting for somebody to unlock it."), complaintOf(process, {}));
        return fail(ErrorKind::Invalid, tr("The program %1 prints too much output for a password").arg(program));
    }
    if (process.error() == QProcess::FailedToStart)
        return fail(noProgram(program, process.errorString()));
    output += process.readAllStandardOutput();
    if (process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0) {
        const QString words = complaintOf(process, std::move(output));
        const QString how = process.exitStatus() != QProcess::NormalExit ? tr("it was killed")
                                                                         : tr("exit code %1").arg(process.exitCode());
        return fail(
            ErrorKind::Io, tr("The program %1, which prints the password, failed: %2").arg(program, how), {}, words);
    }
    Result<QString> secret = firstLine(output, program);
    wipeSecret(output);
    return secret;
}

Result<void> checkUsable(const Profile &profile, bool opensTunnels)
{
    if (profile.ssh.enabled && !opensTunnels)
        return fail(
            ErrorKind::Usage,
            tr("The profile \"%1\" uses an SSH tunnel to %2, which is not opened here")
                .arg(profile.name, profile.ssh.host),
            tr("howdahctl opens it; here, open it by hand (ssh -N -L %1 -- %2), and connect to localhost, port "
               "5433.")
                .arg(
                    shellWord(u"5433:%1:%2"_s.arg(
                        profile.target.value(u"host"_s),
                        profile.target.value(u"port"_s).isEmpty() ? u"5432"_s : profile.target.value(u"port"_s))),
                    shellWord(profile.ssh.host)));
    return checkRevocationList(profile.target);
}

Result<ConnInfo> connInfoWithSecret(const Profile &profile, const SecretOptions &options)
{
    ConnInfo info = connInfoOf(profile);
    RETURN_IF_ERROR(checkUsable(profile, options.opensTunnels));
    addPassphrase(info, profile, options);
    switch (profile.secret) {
    case SecretSource::PassFile:
        return info;
    case SecretSource::Command:
        return withPassword(info, secretFromCommand(profile.secretCommand, options.patience, options.stop));
    case SecretSource::Keychain:
        return fromKeychain(info, profile, options);
    case SecretSource::Ask:
        // Whoever starts a script may give it along.
        if (!qEnvironmentVariableIsEmpty("PGPASSWORD"))
            return info;
        return askForPassword(info, profile.name, options);
    }
    return info;
}

Result<ConnInfo> askForPassword(ConnInfo info, const QString &name, const SecretOptions &options)
{
    if (!options.ask)
        return fail(
            ErrorKind::Authentication, tr("The password of \"%1\" is required, and cannot be asked for").arg(name),
            tr("Store it in the keychain (`howdahctl profiles edit`) or in .pgpass, or let a program print it."));
    const QString place = describe(info);
    return withPassword(std::move(info), options.ask(tr("Password of %1 (%2)").arg(name, place)));
}

} // namespace howdah::connection
