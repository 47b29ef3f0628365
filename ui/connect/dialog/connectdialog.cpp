// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/dialog/connectdialog.h"

#include "base/propagate.h"
#include "base/whendone.h"
#include "common/prompter.h"
#include "common/widgets.h"
#include "connect/dialog/profilekeeper.h"
#include "connect/dialog/profilelist.h"
#include "connect/dialog/secretdialog.h"
#include "connection/profile/connectiontest.h"
#include "connection/server/environment.h"
#include "connection/session/guard.h"
#include "connection/profile/secretsource.h"
#include "connection/profile/sshtunnel.h"

#include <QAction>
#include <QLineEdit>
#include <QScopedValueRollback>
#include <QStyle>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using connection::ConnInfo;
using connection::Profile;
using connection::SecretKind;

namespace {

using Tested = std::expected<connection::ConnectionReport, connection::Diagnosis>;

// The tunnel lives as long as the test.
Result<Tested> testNowThrough(const connection::SshTunnel &ssh, const ConnInfo &info, const std::stop_token &stop)
{
    if (!ssh.enabled)
        return connection::testConnection(info, stop);
    connection::SshForward::Options options;
    options.stop = stop;
    ASSIGN_OR_RETURN(const auto tunnel, connection::SshForward::open(ssh, info, options));
    return connection::testConnection(tunnel->connInfo(), stop);
}

} // namespace

ConnectDialog::~ConnectDialog() { m_stop.request_stop(); }

void ConnectDialog::setUri(const QString &uri) { m_uri->setText(uri); }

void ConnectDialog::setEnvironment(Environment environment) { m_editor->setEnvironment(environment); }

// ---- what is shown

// Under no id: the one that is not kept yet.
void ConnectDialog::stashDraft()
{
    const QString id = m_chosen ? m_chosen->id : QString();
    if ((m_chosen && connection::isPrivate(*m_chosen)) || m_editor->base().id != id)
        return;
    if (m_editor->isEdited())
        m_drafts.insert(id, {m_editor->base(), m_editor->values()});
    else
        m_drafts.remove(id);
    m_profiles->setEdited({m_drafts.keyBegin(), m_drafts.keyEnd()});
}

void ConnectDialog::setProfile(const Profile &profile)
{
    if (m_chosen && m_chosen->id == profile.id && m_editor->base() == profile)
        return; // it is shown, perhaps with edits
    stashDraft();
    const auto draft = m_drafts.constFind(profile.id);
    const bool drafted = !profile.id.isEmpty() && draft != m_drafts.constEnd();
    m_chosen = profile;
    forgetUriSecrets();
    // Somebody else may have changed it meanwhile: what was typed stays, and keeping it will say so.
    m_editor->setProfile(drafted ? draft->base : profile);
    if (drafted)
        m_editor->setValues(ProfileEditor::Values(draft->values));
    takeFields();
}

// As it was left, coming from a profile; empty when it is shown already.
void ConnectDialog::beginNew(Beginning beginning)
{
    const bool back = beginning == Beginning::AsLeft && m_chosen;
    stashDraft();
    m_profiles->clearChoice();
    m_chosen.reset();
    forgetUriSecrets();
    m_editor->setProfile({});
    if (const auto draft = m_drafts.constFind(QString()); back && draft != m_drafts.constEnd())
        m_editor->setValues(ProfileEditor::Values(draft->values));
    m_editor->setCurrentIndex(0);
    takeFields();
    m_uri->setFocus();
}

void ConnectDialog::discardEdits()
{
    if (!m_chosen)
        return beginNew(Beginning::Empty);
    m_drafts.remove(m_chosen->id);
    const auto &all = m_profiles->profiles();
    const auto now = std::ranges::find(all, m_chosen->id, &Profile::id);
    const Profile profile = now == all.end() ? *m_chosen : *now;
    m_chosen.reset(); // so that nothing is put aside
    setProfile(profile);
    m_profiles->setEdited({m_drafts.keyBegin(), m_drafts.keyEnd()});
}

// It was read again: what is shown follows, unless it is being edited.
void ConnectDialog::followList()
{
    if (!isKeptChosen() || m_busy)
        return;
    const auto &all = m_profiles->profiles();
    const auto now = std::ranges::find(all, m_chosen->id, &Profile::id);
    if (now == all.end() || m_editor->isEdited() || *now == m_editor->base())
        return;
    m_chosen = *now;
    m_editor->setProfile(*now);
    takeFields();
}

bool ConnectDialog::isPrivateChosen() const
{
    return m_chosen && connection::isPrivate(*m_chosen) && m_uri->text().trimmed().isEmpty();
}

bool ConnectDialog::isKeptChosen() const
{
    return m_chosen && !connection::isPrivate(*m_chosen) && !m_chosen->id.isEmpty();
}

void ConnectDialog::forgetUriSecrets()
{
    m_uriPassword.clear();
    m_uriPassphrase.clear();
}

// The line was typed: the fields follow.
void ConnectDialog::takeUri()
{
    forgetUriSecrets();
    m_uriProblem.clear();
    const QString text = m_uri->text().trimmed();
    if (m_chosen && connection::isPrivate(*m_chosen) && !text.isEmpty()) {
        m_chosen.reset();
        m_profiles->clearChoice();
        m_editor->setProfile({});
    }
    // Without what the environment of this program adds.
    Result<ConnInfo> info = text.isEmpty() ? Result<ConnInfo>(ConnInfo()) : connection::parseConnInfoAlone(text);
    if (!info) {
        m_uriProblem = info.error().message;
        return judge();
    }
    m_uriPassword = info->values.take(u"password"_s);
    m_uriPassphrase = info->values.take(u"sslpassword"_s);
    m_editor->setTarget(*info);
    judge();
}

// Fields were changed: the line follows.
void ConnectDialog::takeFields()
{
    const ConnInfo target = m_editor->profile().target;
    const QSignalBlocker quiet(m_uri);
    const QString uri = target.values.isEmpty() ? QString() : connection::toUri(target);
    if (m_uri->text() != uri) {
        m_uri->setText(uri);
        m_uri->setCursorPosition(0); // who and where comes first
    }
    m_uriProblem.clear();
    judge();
}

void ConnectDialog::notify(const QString &words, bool problem)
{
    m_verdict->setText(words);
    m_verdict->setProperty("problem", problem);
}

void ConnectDialog::setBusy(bool busy)
{
    m_busy = busy;
    judge();
}

QString ConnectDialog::judgedWords() const
{
    if (!m_uriProblem.isEmpty())
        return m_uriProblem;
    if (isPrivateChosen())
        return tr("Connects to the private server");
    if (m_uri->text().trimmed().isEmpty())
        return tr("A libpq URI, or keywords such as: host=db.example.org dbname=orders user=app");
    if (const auto problems = m_editor->problems(false); !problems.empty())
        return problems.front().error.message;
    const Profile profile = m_editor->profile();
    const QString place = connection::describe(connection::withEnvironment(profile.target));
    return profile.ssh.enabled ? tr("Connects to %1 via %2").arg(place, profile.ssh.host)
                               : tr("Connects to %1").arg(place);
}

void ConnectDialog::judge()
{
    const bool given = !m_uri->text().trimmed().isEmpty() && m_uriProblem.isEmpty();
    const bool wrong = !m_uriProblem.isEmpty() || (given && !m_editor->problems(false).empty());
    const bool usable = given && !wrong;
    const bool mine = isKeptChosen();
    m_connect->setEnabled(!m_busy && (usable || isPrivateChosen()));
    m_test->setEnabled(!m_busy && usable);
    m_save->setEnabled(!m_busy && given);
    m_save->setText(mine ? tr("Save changes") : tr("Save as profile"));
    m_discard->setVisible(mine);
    m_discard->setEnabled(!m_busy && mine && m_editor->isEdited());
    m_duplicate->setEnabled(!m_busy && mine);
    m_remove->setEnabled(!m_busy && mine);
    if (!m_busy)
        notify(judgedWords(), wrong);
    if (m_uri->property("problem").toBool() != !m_uriProblem.isEmpty()) {
        m_uri->setProperty("problem", !m_uriProblem.isEmpty());
        m_uri->style()->unpolish(m_uri);
        m_uri->style()->polish(m_uri);
    }
}

// ---- connecting

bool ConnectDialog::isAsKept() const
{
    if (!m_chosen || connection::isPrivate(*m_chosen))
        return false;
    // Looks and limits may have been changed; a password is sent to no other place.
    const Profile now = m_editor->profile();
    return now.target == m_chosen->target && now.ssh == m_chosen->ssh;
}

ConnInfo ConnectDialog::withTyped(ConnInfo info) const
{
    const QString password = m_editor->password().isEmpty() ? m_uriPassword : m_editor->password();
    if (!password.isEmpty())
        info.set(u"password"_s, password);
    const QString passphrase = m_editor->passphrase().isEmpty() ? m_uriPassphrase : m_editor->passphrase();
    if (!passphrase.isEmpty())
        info.set(u"sslpassword"_s, passphrase);
    return info;
}

void ConnectDialog::withSecret(std::function<void(const ConnInfo &)> then, const std::function<void()> &again)
{
    const Profile profile = m_editor->profile();
    if (const auto usable = connection::checkUsable(profile, true); !usable) {
        notify(describe(usable.error()), true);
        appear();
        return;
    }
    const bool typed = !m_editor->password().isEmpty() || !m_uriPassword.isEmpty();
    if (!isAsKept() || typed) {
        const ConnInfo info = connection::connInfoOf(profile);
        then(withTyped(isAsKept() ? info : connection::withEnvironment(info)));
        return;
    }
    notify(tr("Getting the password"));
    setBusy(true);
    connection::SecretOptions options;
    options.stop = m_stop.get_token();
    options.opensTunnels = true;
    const auto found =
        QtConcurrent::run([profile, options] { return connection::connInfoWithSecret(profile, options); });
    whenDone(this, found, [this, then, again](const Result<ConnInfo> &info) {
        setBusy(false);
        if (info) {
            then(withTyped(*info));
            return;
        }
        const bool ask = info.error().kind == ErrorKind::Authentication;
        notify(ask ? tr("The password of this profile is asked for each time") : describe(info.error()), !ask);
        m_editor->focusPassword();
        if (ask)
            askForSecret(SecretKind::Password, {}, again);
        else
            appear();
    });
}

void ConnectDialog::askForRole()
{
    if (const auto &profile = m_controller.destination().profile)
        setProfile(*profile);
    else
        setUri(connection::toUri(connection::unlocked(m_controller.connInfo())));
    setEnvironment(m_controller.guard().environment());
    if (auto *user = m_editor->findChild<QLineEdit *>(u"user"_s)) {
        user->clear();
        user->setFocus();
    }
}

void ConnectDialog::connectTo(const Profile &profile)
{
    setProfile(profile);
    connectNow();
}

void ConnectDialog::testNow()
{
    withSecret(
        [this](ConnInfo info) {
            info.context = m_controller.sessionContext();
            notify(tr("Connecting to %1").arg(connection::describe(info)));
            setBusy(true);
            const auto tested = QtConcurrent::run([info, ssh = m_editor->profile().ssh, stop = m_stop.get_token()] {
                return testNowThrough(ssh, info, stop);
            });
            whenDone(this, tested, [this](const Result<Tested> &answer) {
                setBusy(false);
                if (!answer) {
                    notify(describe(answer.error()), true);
                } else if (!*answer) {
                    notify(answer->error().sentence + u". "_s + answer->error().advice, true);
                } else {
                    const connection::ConnectionReport &report = **answer;
                    const QString tls = !report.tls              ? tr("without encryption")
                                      : report.tls->nameVerified ? tr("%1, verified").arg(report.tls->protocol)
                                                                 : tr("%1, not verified").arg(report.tls->protocol);
                    QString said = tr("Connected to PostgreSQL %1 as %2, %3").arg(report.versionText, report.user, tls);
                    if (const QString pooling = describe(report.pooling); !pooling.isEmpty())
                        said += u"; "_s + pooling;
                    notify(said);
                }
                Q_EMIT this->tested(answer && answer->has_value());
            });
        },
        [this] { testNow(); });
}

// ---- keeping

void ConnectDialog::save()
{
    const auto problems = m_editor->problems();
    if (!problems.empty()) {
        m_editor->showField(problems.front().key);
        notify(describe(problems.front().error), true);
        Q_EMIT saved(false);
        return;
    }
    const Profile before = m_editor->base();
    const Profile after = m_editor->profile();
    if (!isKeptChosen() || before.environment != Environment::Production
        || after.environment == Environment::Production)
        return keep();
    // What opens production for good is asked for like what is destroyed in it; the store notes it.
    Question question;
    question.title = tr("Stop treating \"%1\" as production?").arg(before.name);
    question.text = tr("Its server will no longer be locked for writing: %1").arg(connection::describe(before.target));
    question.acceptText = tr("Change the environment");
    question.typeToAccept = {before.name};
    question.tone = Tone::Failed;
    DialogPrompter().confirm(this, question, [this](bool agreed) {
        if (agreed)
            return keep();
        notify(tr("Nothing was saved: the profile is a production profile"));
        Q_EMIT saved(false);
    });
}

void ConnectDialog::keep()
{
    ProfileKeeper::Secrets secrets;
    if (m_editor->keepsSecrets())
        secrets = {m_editor->password(), m_editor->passphrase()};
    notify(tr("Saving"));
    m_keeper->keep(isKeptChosen() ? std::optional(m_editor->base()) : std::nullopt, m_editor->profile(), secrets);
}

void ConnectDialog::kept(const Profile &profile, const QString &warning)
{
    m_drafts.remove(profile.id);
    if (!m_chosen)
        m_drafts.remove(QString());
    m_chosen = profile;
    m_editor->setProfile(profile);
    takeFields();
    m_profiles->setEdited({m_drafts.keyBegin(), m_drafts.keyEnd()});
    showKept(
        profile.id,
        warning.isEmpty() ? tr("The profile \"%1\" was saved").arg(profile.name)
                          : tr("The profile \"%1\" was saved, but its password was not: %2").arg(profile.name, warning),
        !warning.isEmpty());
    Q_EMIT saved(warning.isEmpty());
}

// In the list as well, once that was read again; what is said stays.
void ConnectDialog::showKept(const QString &id, const QString &words, bool problem)
{
    notify(words, problem);
    m_profiles->reload(id);
    connect(
        m_profiles, &ProfileList::loaded, this, [this, words, problem] { notify(words, problem); },
        Qt::SingleShotConnection);
}

} // namespace howdah::ui
