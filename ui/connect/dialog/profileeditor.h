// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/profile/profilefields.h"
#include "connection/profile/secretsource.h"

#include <QTabWidget>

class QButtonGroup;
class QCheckBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace howdah::ui {

class ProfileColourButton;
class ProfileForm;
class ProfileHosts;
class ProfileKeywordTable;

// Every field of a profile, on five tabs; each problem beside its field, and a sign on the tab that has one. Holds
// texts as they are typed, right or wrong; the secrets that are typed are apart from them.
class ProfileEditor final : public QTabWidget
{
    Q_OBJECT
public:
    using Values = QMap<QString, QString>;

    explicit ProfileEditor(QWidget *parent = nullptr);

    // Shows it, with all that it holds; emits nothing. Of the private server nothing can be changed.
    void setProfile(const connection::Profile &profile);
    // As it is typed; of a field with a problem what was there before.
    [[nodiscard]] connection::Profile profile() const;
    // The profile that setProfile() was given.
    [[nodiscard]] const connection::Profile &base() const { return m_base; }
    // Replaces where it leads to: all keywords of libpq.
    void setTarget(const connection::ConnInfo &target);

    // As they are typed, to go on with later; setValues() after the setProfile() that they began from.
    [[nodiscard]] Values values() const;
    void setValues(const Values &values);
    [[nodiscard]] bool isEdited() const;

    // What keeps it from being used, and with a name from being kept; the field comes first.
    [[nodiscard]] std::vector<connection::FieldProblem> problems(bool nameNeeded = true) const;
    // Brings this field to the front, with the keyboard in it.
    void showField(const QString &key);
    [[nodiscard]] QStringList keys() const;

    [[nodiscard]] QString password() const;
    [[nodiscard]] QString passphrase() const;
    [[nodiscard]] bool keepsSecrets() const;                            // in the keychain, when the profile is kept
    void setSecret(connection::SecretKind kind, const QString &secret); // as if it were typed
    void clearSecrets();
    void focusPassword();

    void setEnvironment(connection::Environment environment);

Q_SIGNALS:
    void edited();

private:
    ProfileForm *addForm(const QString &title);
    void buildGeneral();
    void addIdentity(ProfileForm &form);
    void addPassword(ProfileForm &form);
    void buildSecurity();
    void buildSsh();
    void buildSession();
    void buildAdvanced();
    [[nodiscard]] QString value(const QString &key) const;
    void setValue(const QString &key, const QString &value);
    void judge();
    void followSwitches();
    void change();

    connection::Profile m_base;
    std::vector<ProfileForm *> m_forms;
    ProfileHosts *m_hosts = nullptr;
    ProfileColourButton *m_colour = nullptr;
    QButtonGroup *m_environment = nullptr;
    QLineEdit *m_password = nullptr;
    QLineEdit *m_passphrase = nullptr;
    QCheckBox *m_keep = nullptr;
    QPlainTextEdit *m_command = nullptr;
    QLabel *m_cautions = nullptr;
    ProfileKeywordTable *m_keywords = nullptr;
    bool m_quiet = false;
};

} // namespace howdah::ui
