// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/dialogframe.h"
#include "connect/connectioncontroller.h"
#include "connect/dialog/profileeditor.h"

#include <QHash>

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
    // The same, and connects; stays open where a password has to be typed.
    void connectTo(const connection::Profile &profile);
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
    void withSecret(std::function<void(const connection::ConnInfo &)> then);
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
    QString m_uriProblem;
    QHash<QString, Draft> m_drafts; // by id
    std::function<void()> m_undoIt;
    bool m_busy = false;
    std::stop_source m_stop;
};

} // namespace howdah::ui
