// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connect/connectioncontroller.h"
#include "connection/profile.h"

#include <QDialog>

#include <stop_token>

class QCheckBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QButtonGroup;

namespace howdah::ui {

class ProfileList;

// Where to connect: a profile, a URI judged while it is typed, or one of the recent ones. Tries a connection and says
// why it fails, and keeps it as a profile. Never shows or keeps a password itself: one that is typed here goes to the
// server, and to the keychain where that is asked for. Whatever waits is done on other threads.
class ConnectDialog final : public QDialog
{
    Q_OBJECT
public:
    explicit ConnectDialog(ConnectionController &controller, QWidget *parent = nullptr);
    ~ConnectDialog() override;

    void setUri(const QString &uri);
    void setEnvironment(Environment environment);
    // As if it were chosen in the list.
    void setProfile(const connection::Profile &profile);
    // The same, and connects; stays open where a password has to be typed.
    void connectTo(const connection::Profile &profile);

Q_SIGNALS:
    // Of the test: reached, or why not.
    void tested(bool reached);
    // The profile is made or changed; or why not.
    void saved(bool done);

private:
    QWidget *buildTarget();
    QWidget *buildKeeping();
    QWidget *buildRecent();
    QWidget *buildButtons();
    void judge();
    void tell(const QString &words, bool problem = false);
    void setBusy(bool busy);
    void connectNow();
    void testNow();
    void save();
    struct Kept
    {
        connection::Profile profile;
        QString warning; // of a keychain that did not take the password
    };
    void kept(const Result<Kept> &kept);
    [[nodiscard]] Environment environment() const;
    // What is typed, as a profile: the chosen one with what was changed in it.
    [[nodiscard]] Result<connection::Profile> typed() const;
    [[nodiscard]] bool isPrivateChosen() const;
    // Its keywords with the password that was typed, or that its source has; on this thread once it is there.
    void withSecret(std::function<void(const connection::ConnInfo &)> then);

    ConnectionController &m_controller;
    ProfileList *m_profiles;
    QLineEdit *m_uri;
    QLineEdit *m_password;
    QLineEdit *m_name;
    QCheckBox *m_keep;
    QLabel *m_verdict;
    QButtonGroup *m_environment;
    QListWidget *m_recent;
    QPushButton *m_test;
    QPushButton *m_save;
    QPushButton *m_connect;
    connection::ConnInfo m_info;
    std::optional<connection::Profile> m_chosen;
    bool m_busy = false;
    std::stop_source m_stop;
};

} // namespace howdah::ui
