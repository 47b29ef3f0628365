// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/dialog/profileeditor.h"

#include "common/icons.h"
#include "common/widgets.h"
#include "connect/dialog/profilecolourbutton.h"
#include "connect/dialog/profileform.h"
#include "connect/dialog/profilehosts.h"
#include "connect/dialog/profilekeywordtable.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QRadioButton>
#include <QScopedValueRollback>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using connection::FieldProblem;
using connection::Profile;

namespace {

// Not fields of connection::setField(): a switch of its own, and a list of words, one a line.
constexpr auto tunnelKey = "ssh"_L1;
constexpr auto commandKey = "secret_command"_L1;

QString wordsOf(const Error &error)
{
    return error.hint.isEmpty() ? error.message : ProfileEditor::tr("%1. %2").arg(error.message, error.hint);
}

void apply(Profile &profile, const QString &key, const QString &value, std::vector<FieldProblem> *problems)
{
    if (key == commandKey) {
        if (profile.secretCommand.join(u'\n') != value)
            profile.secretCommand = value.split(u'\n', Qt::SkipEmptyParts);
        return;
    }
    if (key == tunnelKey)
        return; // by the others, and at the end
    if (connection::fieldOf(profile, key).trimmed() == value)
        return;
    const Result<void> set = connection::setField(profile, key, value);
    if (!set && problems)
        problems->push_back({key, set.error()});
}

Profile profileFrom(const Profile &base, const ProfileEditor::Values &values, std::vector<FieldProblem> *problems)
{
    Profile profile = base;
    for (const auto &[key, value] : values.asKeyValueRange())
        apply(profile, key, value, problems);
    profile.ssh.enabled = values.value(tunnelKey) == "yes"_L1;
    return profile;
}

} // namespace

void ProfileEditor::setProfile(const Profile &profile)
{
    m_base = profile;
    {
        const QScopedValueRollback quiet(m_quiet, true);
        for (const QString &key : keys()) {
            const bool command = key == commandKey;
            const bool tunnel = key == tunnelKey;
            setValue(
                key, command  ? profile.secretCommand.join(u'\n')
                     : tunnel ? (profile.ssh.enabled ? u"yes"_s : QString())
                              : connection::fieldOf(profile, key));
        }
        m_hosts->set(profile.target.value(u"host"_s), profile.target.value(u"port"_s));
        clearSecrets();
    }
    for (ProfileForm *form : m_forms)
        form->widget()->setEnabled(!connection::isPrivate(profile));
    m_keywords->setEnabled(!connection::isPrivate(profile));
    judge();
}

void ProfileEditor::setTarget(const connection::ConnInfo &target)
{
    {
        const QScopedValueRollback quiet(m_quiet, true);
        for (const connection::ProfileKeyword &each : connection::profileKeywords())
            setValue(each.keyword, target.value(each.keyword));
        m_hosts->set(target.value(u"host"_s), target.value(u"port"_s));
    }
    judge();
}

QStringList ProfileEditor::keys() const
{
    QStringList all{u"host"_s, u"port"_s, u"colour"_s, u"environment"_s, QString(commandKey)};
    for (const ProfileForm *form : m_forms)
        all << form->keys();
    return all << m_keywords->keys();
}

QString ProfileEditor::value(const QString &key) const
{
    if (key == "host"_L1)
        return m_hosts->hosts();
    if (key == "port"_L1)
        return m_hosts->ports();
    if (key == "colour"_L1)
        return m_colour->colour();
    if (key == "environment"_L1)
        return environmentKey(connection::Environment(m_environment->checkedId()));
    if (key == commandKey)
        return m_command->toPlainText();
    for (const ProfileForm *form : m_forms) {
        if (form->has(key))
            return form->value(key).trimmed();
    }
    return m_keywords->value(key);
}

void ProfileEditor::setValue(const QString &key, const QString &value)
{
    if (key == "host"_L1)
        m_hosts->set(value, m_hosts->ports());
    else if (key == "port"_L1)
        m_hosts->set(m_hosts->hosts(), value);
    else if (key == "colour"_L1)
        m_colour->setColour(value);
    else if (key == "environment"_L1)
        m_environment->button(int(connection::environmentFromKey(value)))->setChecked(true);
    else if (key == commandKey)
        m_command->setPlainText(value);
    else {
        for (ProfileForm *form : m_forms) {
            if (form->has(key))
                return form->setValue(key, value);
        }
        m_keywords->setValue(key, value);
    }
}

ProfileEditor::Values ProfileEditor::values() const
{
    Values all;
    for (const QString &key : keys())
        all.insert(key, value(key));
    return all;
}

void ProfileEditor::setValues(const Values &values)
{
    {
        const QScopedValueRollback quiet(m_quiet, true);
        for (const auto &[key, value] : values.asKeyValueRange())
            setValue(key, value);
        m_hosts->set(values.value(u"host"_s), values.value(u"port"_s));
    }
    judge();
}

Profile ProfileEditor::profile() const { return profileFrom(m_base, values(), nullptr); }

bool ProfileEditor::isEdited() const
{
    std::vector<FieldProblem> unset;
    return profileFrom(m_base, values(), &unset) != m_base || !unset.empty();
}

std::vector<FieldProblem> ProfileEditor::problems(bool nameNeeded) const
{
    std::vector<FieldProblem> found;
    const Profile profile = profileFrom(m_base, values(), &found);
    if (connection::isPrivate(m_base))
        return {};
    for (FieldProblem &each : connection::problemsOf(profile)) {
        const bool known = std::ranges::find(found, each.key, &FieldProblem::key) != found.end();
        if (!known && (nameNeeded || each.key != "name"_L1))
            found.push_back(std::move(each));
    }
    return found;
}

// An empty name is no problem yet: it is wanted when the profile is to be kept.
void ProfileEditor::judge()
{
    QMap<QString, QString> words;
    for (const FieldProblem &each : problems(!value(u"name"_s).isEmpty()))
        words.insert(each.key, wordsOf(each.error));
    QStringList all = keys();
    all.removeDuplicates();
    for (const QString &key : std::as_const(all)) {
        for (ProfileForm *form : m_forms)
            form->setProblem(key, words.value(key));
        m_keywords->setProblem(key, words.value(key));
    }
    for (size_t i = 0; i < m_forms.size(); ++i)
        setTabIcon(int(i), m_forms[i]->hasProblem() ? icon(Tone::Failed) : QIcon());
    setTabIcon(indexOf(m_keywords), m_keywords->hasProblem() ? icon(Tone::Failed) : QIcon());
    const QStringList cautions =
        connection::isPrivate(m_base) ? QStringList() : connection::cautions(profileFrom(m_base, values(), nullptr));
    m_cautions->setText(cautions.join(u'\n'));
    m_cautions->setVisible(!cautions.isEmpty());
    followSwitches();
}

void ProfileEditor::followSwitches()
{
    const QString secret = value(u"secret"_s);
    for (ProfileForm *form : m_forms) {
        form->setRowVisible(commandKey, secret == "command"_L1);
        form->setRowVisible(u"passfile"_s, secret == "passfile"_L1);
    }
    const bool typed = !m_password->text().isEmpty() || !m_passphrase->text().isEmpty();
    m_keep->setEnabled(typed);
}

void ProfileEditor::change()
{
    if (m_quiet)
        return;
    judge();
    Q_EMIT edited();
}

void ProfileEditor::showField(const QString &key)
{
    for (ProfileForm *form : m_forms) {
        if (form->has(key)) {
            setCurrentWidget(form);
            form->focusField(key);
            return;
        }
    }
    if (m_keywords->keys().contains(key))
        setCurrentWidget(m_keywords);
}

QString ProfileEditor::password() const { return m_password->text(); }

QString ProfileEditor::passphrase() const { return m_passphrase->text(); }

bool ProfileEditor::keepsSecrets() const { return m_keep->isEnabled() && m_keep->isChecked(); }

void ProfileEditor::setSecret(connection::SecretKind kind, const QString &secret)
{
    (kind == connection::SecretKind::Password ? m_password : m_passphrase)->setText(secret);
}

void ProfileEditor::clearSecrets()
{
    m_password->clear();
    m_passphrase->clear();
}

void ProfileEditor::focusPassword()
{
    setCurrentIndex(0);
    m_password->setFocus();
}

void ProfileEditor::setEnvironment(connection::Environment environment)
{
    m_environment->button(int(environment))->setChecked(true);
}

} // namespace howdah::ui
