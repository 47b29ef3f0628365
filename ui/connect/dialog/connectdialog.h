// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/dialogframe.h"
#include "connect/connectioncontroller.h"
#include "connect/dialog/profileeditor.h"
#include "connect/dialog/secretdialog.h"
#include "operations/keptsecrets.h"

#include <QHash>
#include <QMap>
#include <QPointer>

#include <stop_token>

class QAction;
class QCheckBox;
class QLineEdit;
class QListWidget;

namespace howdah::ui {

class ProfileExportDialog;
class ProfileImportDialog;
class ProfileKeeper;
class ProfileList;

// Where to connect: a profile with all its fields, a URI judged while it is typed, or one of the recent ones. Tries a
// connection and says why it fails; keeps, copies, removes, imports and exports profiles. Never shows or keeps a
// password itself: one that is typed here goes to the server, and to the keychain where that is asked for. Edits that
// are not kept wait while another profile is looked at. Whatever waits is done on other threads.
class ConnectDialog final : public DialogFrame
{
    Q_OBJECT
public:
    explicit ConnectDialog(ConnectionController &controller, QWidget *parent = nullptr);
    ~ConnectDialog() override;

    void setUri(const QString &uri);
    void setEnvironment(Environment environment);
    // As if it were chosen in the list.
    void setProfile(const connection::Profile &profile);
    // What the window is connected to, with the role left to fill in.
    void askForRole();
    // The same, and connects. Need not be open for it: it opens by itself where something has to be typed or said.
    void connectTo(const connection::Profile &profile);
    // An attempt that was begun elsewhere, and failed: its form, filled, with the reason. Where a secret was missing,
    // it is asked for, and the attempt is made again.
    void showRefused(const Destination &destination, Environment environment, const Error &error);
    void showDestination(const Destination &destination, Environment environment);
    // It waits for an answer, with or without being open.
    [[nodiscard]] bool isAtWork() const { return m_isGoing || m_busy || m_asking; }
    void reject() override;
    [[nodiscard]] ProfileEditor *editor() const { return m_editor; }
    // Opens it above this one.
    ProfileImportDialog *openImport();
    ProfileExportDialog *openExport();

Q_SIGNALS:
    // Of the test: reached, or why not.
    void tested(bool reached);
    // The profile is made or changed; or why not.
    void saved(bool done);

private:
    struct Draft
    {
        connection::Profile base;
        ProfileEditor::Values values;
    };

    QWidget *buildProfiles();
    QWidget *buildProfileTools();
    QWidget *buildTarget();
    QWidget *buildRecent();
    void buildButtons();
    void connectKeeper();
    QAction *listAction(const QString &text, const QString &iconName, const QKeySequence &keys);

    void takeUri();
    void forgetUriSecrets();
    void takeFields();
    void judge();
    [[nodiscard]] QString judgedWords() const;
    void notify(const QString &words, bool problem = false);
    void setBusy(bool busy);
    enum class Beginning { AsLeft, Empty };
    void beginNew(Beginning beginning);
    void stashDraft();
    void discardEdits();
    void followList();
    void connectNow();
    void attempt();
    void goTo(const connection::ConnInfo &info);
    void followConnection();
    void arrived();
    void refused(const Error &error);
    void askForSecret(connection::SecretKind kind, const QString &reason, const std::function<void()> &again);
    void takeKeptSecret(connection::SecretKind kind, const QString &reason);
    [[nodiscard]] operations::SecretPlace secretPlace() const;
    void appear();
    void testNow();
    void save();
    void keep();
    void kept(const connection::Profile &profile, const QString &warning);
    void showKept(const QString &id, const QString &words, bool problem = false);
    void notifyUndo(const QString &words, std::function<void()> undo);
    [[nodiscard]] bool isPrivateChosen() const;
    [[nodiscard]] bool isKeptChosen() const; // one that was kept before
    // Its password comes from where the profile says; anything else has the one that is typed.
    [[nodiscard]] bool isAsKept() const;
    // The keywords with the password that was typed, or that its source has; on this thread once it is there.
    // Where somebody has to be asked first, all begins `again`.
    void withSecret(std::function<void(const connection::ConnInfo &)> then, const std::function<void()> &again);
    [[nodiscard]] connection::ConnInfo withTyped(connection::ConnInfo info) const;

    ConnectionController &m_controller;
    ProfileList *m_profiles;
    ProfileKeeper *m_keeper;
    ProfileEditor *m_editor;
    QLineEdit *m_uri;
    QLabel *m_verdict;
    QListWidget *m_recent;
    Banner *m_undo;
    QPushButton *m_undoButton;
    QAction *m_duplicate = nullptr;
    QAction *m_remove = nullptr;
    QPushButton *m_discard = nullptr;
    QPushButton *m_test = nullptr;
    QPushButton *m_save = nullptr;
    QPushButton *m_connect = nullptr;
    std::optional<connection::Profile> m_chosen;
    QString m_uriPassword; // of a URI that has one
    QString m_uriPassphrase;
    QString m_uriProblem;
    QHash<QString, Draft> m_drafts; // by id
    std::function<void()> m_undoIt;
    bool m_busy = false;
    bool m_isGoing = false; // a connection is being made from here
    bool m_hasTriedKept = false;
    QMap<connection::SecretKind, QString> m_toKeep; // once the server has taken them
    QPointer<SecretDialog> m_asking;
    std::stop_source m_stop;
};

} // namespace howdah::ui
