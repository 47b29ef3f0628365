// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// How the connect dialog goes where its form says: until the connection stands the form stays, with what was typed.
#include "base/whendone.h"
#include "connect/dialog/connectdialog.h"
#include "connect/dialog/profileeditor.h"
#include "connect/dialog/secretdialog.h"
#include "connection/server/diagnosis.h"
#include "connection/server/environment.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using connection::ConnInfo;
using connection::Profile;
using connection::SecretKind;

void ConnectDialog::connectNow()
{
    m_hasTriedKept = false;
    m_toKeep.clear();
    if (m_asking)
        m_asking->reject();
    attempt();
}

void ConnectDialog::attempt()
{
    if (!m_connect->isEnabled())
        return appear();
    if (isPrivateChosen()) {
        m_controller.goToPrivateServer();
        accept();
        return;
    }
    withSecret([this](const ConnInfo &info) { goTo(info); }, [this] { attempt(); });
}

void ConnectDialog::goTo(const ConnInfo &info)
{
    const Profile profile = m_editor->profile();
    // Where nothing but a place is given, there is no profile.
    Profile bare;
    bare.target = profile.target;
    bare.environment = profile.environment;
    setBusy(true);
    notify(tr("Connecting to %1").arg(connection::describe(info)));
    m_isGoing = true;
    if (profile == bare)
        m_controller.goTo(info, profile.environment);
    else
        m_controller.goTo(profile, info);
}

// Of an attempt that left nothing else standing; any other is told by goingFailed().
void ConnectDialog::followConnection()
{
    using State = ConnectionController::State;
    if (!m_isGoing || m_controller.isGoing())
        return;
    switch (m_controller.state()) {
    case State::Connecting:
    case State::Lost:
        break;
    case State::Connected:
        return arrived();
    case State::Failed:
        return refused(m_controller.error());
    case State::Disconnected:
        return refused(makeError(ErrorKind::Cancelled, tr("Cancelled")));
    }
}

void ConnectDialog::arrived()
{
    m_isGoing = false;
    setBusy(false);
    const operations::SecretPlace place = secretPlace();
    if (m_toKeep.isEmpty() || !operations::mayKeepSecret(place))
        return accept();
    setBusy(true);
    notify(tr("Connected. Saving in the keychain"));
    const auto kept = QtConcurrent::run([place, secrets = std::exchange(m_toKeep, {})]() -> Result<void> {
        Result<void> all;
        for (const auto &[kind, secret] : secrets.asKeyValueRange()) {
            if (auto one = operations::keepSecret(place, kind, secret); !one)
                all = std::move(one);
        }
        return all;
    });
    whenDone(this, kept, [this](const Result<void> &done) {
        setBusy(false);
        if (done)
            return accept();
        notify(tr("Connected, but nothing was saved in the keychain: %1").arg(describe(done.error())), true);
        appear();
    });
}

void ConnectDialog::refused(const Error &error)
{
    m_isGoing = false;
    setBusy(false);
    if (error.kind == ErrorKind::Cancelled) {
        notify(error.message);
        if (!isVisible())
            reject();
        return;
    }
    notify(describe(error), true);
    const ConnInfo target = withTyped(connection::connInfoOf(m_editor->profile()));
    const auto wanted = connection::secretWanted(error, target);
    if (!wanted)
        return appear();
    const QString why = *wanted == SecretKind::KeyPassphrase
                          ? tr("The client key %1 cannot be read without its passphrase").arg(target.value(u"sslkey"_s))
                          : connection::diagnose(error.message + u'\n' + error.detail, error.sqlState, target).sentence;
    // A profile has said already what the keychain holds.
    if (!m_hasTriedKept && !isKeptChosen())
        return takeKeptSecret(*wanted, why);
    askForSecret(*wanted, why, [this] { attempt(); });
}

void ConnectDialog::takeKeptSecret(SecretKind kind, const QString &reason)
{
    m_hasTriedKept = true;
    setBusy(true);
    const auto found = QtConcurrent::run(
        [place = secretPlace(), kind]() -> Result<QString> { return operations::keptSecret(place, kind); });
    whenDone(this, found, [this, kind, reason](const Result<QString> &secret) {
        setBusy(false);
        if (!secret || secret->isEmpty())
            return askForSecret(kind, reason, [this] { attempt(); });
        m_editor->setSecret(kind, *secret);
        attempt();
    });
}

void ConnectDialog::askForSecret(SecretKind kind, const QString &reason, const std::function<void()> &again)
{
    const operations::SecretPlace place = secretPlace();
    const bool isKeychains = place.profile && place.profile->secret == connection::SecretSource::Keychain;
    const SecretDialog::Keeping keeping = !operations::mayKeepSecret(place) ? SecretDialog::Keeping::Never
                                        : isKeychains                       ? SecretDialog::Keeping::Chosen
                                                                            : SecretDialog::Keeping::Offered;
    const QString where = connection::describe(connection::withEnvironment(m_editor->profile().target));
    m_asking = new SecretDialog(kind, where, reason, keeping, isVisible() ? this : parentWidget());
    m_asking->setAttribute(Qt::WA_DeleteOnClose);
    connect(this, &QObject::destroyed, m_asking, &QObject::deleteLater);
    connect(m_asking, &QDialog::rejected, this, [this] {
        m_asking.clear();
        appear(); // filled, as it was
    });
    connect(m_asking, &QDialog::accepted, this, [this, kind, again] {
        const SecretDialog *asked = std::exchange(m_asking, nullptr);
        if (asked->keeps())
            m_toKeep.insert(kind, asked->secret());
        else
            m_toKeep.remove(kind);
        m_editor->setSecret(kind, asked->secret());
        again();
    });
    m_asking->open();
}

// Nowhere for what is not as it is kept: whatever is typed then is for this time.
operations::SecretPlace ConnectDialog::secretPlace() const
{
    if (isKeptChosen())
        return isAsKept() ? operations::SecretPlace{m_chosen, {}} : operations::SecretPlace{};
    const Profile profile = m_editor->profile();
    if (profile.ssh.enabled)
        return {};
    return {{}, connection::withEnvironment(connection::connInfoOf(profile))};
}

void ConnectDialog::appear()
{
    if (!isVisible())
        open();
}

void ConnectDialog::showDestination(const Destination &destination, Environment environment)
{
    if (destination.isPrivateServer() || destination.isNowhere())
        return;
    if (destination.profile) {
        setProfile(*destination.profile);
    } else {
        beginNew(Beginning::Empty);
        setUri(connection::toUri(destination.target));
        setEnvironment(environment);
    }
    // A profile has its own, which may have changed meanwhile, unless somebody has typed it.
    if (destination.profile && destination.profile->secret != connection::SecretSource::Ask)
        return;
    if (const QString password = destination.target.value(u"password"_s);
        !password.isEmpty() && m_editor->password().isEmpty())
        m_uriPassword = password;
    if (const QString passphrase = destination.target.value(u"sslpassword"_s);
        !passphrase.isEmpty() && m_editor->passphrase().isEmpty())
        m_uriPassphrase = passphrase;
}

void ConnectDialog::showRefused(const Destination &destination, Environment environment, const Error &error)
{
    if (!isVisible()) { // what is being typed is not taken away
        showDestination(destination, environment);
        m_hasTriedKept = false;
        m_toKeep.clear();
        if (!destination.isPrivateServer())
            return refused(error);
    }
    notify(describe(error), true);
    appear();
}

void ConnectDialog::reject()
{
    if (std::exchange(m_isGoing, false))
        m_controller.cancel();
    DialogFrame::reject();
}

} // namespace howdah::ui
