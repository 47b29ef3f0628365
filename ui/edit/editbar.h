// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QAction;
class QLabel;
class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace howdah::ui {

class Badge;
class Banner;
class ChangesPanel;
class EditSession;
class ElidedLabel;
struct SaveNote;

// How many rows are staged, what can be done with them, and how the last save ended; with a banner for each thing that
// wants the operator's attention. UI thread.
class EditBar final : public QWidget
{
    Q_OBJECT
public:
    explicit EditBar(EditSession *session, QWidget *parent = nullptr);

    // That the rows cannot be edited, and how the last save ended: for the line below the rows, as they stay when there
    // is nothing to save.
    [[nodiscard]] QWidget *lockedBadge() const;
    [[nodiscard]] QWidget *noteLabel() const;

    // The panel that the toggle shows and that offered edits are looked at in.
    void setPanel(ChangesPanel *panel);

    [[nodiscard]] QAction *saveAction() const { return m_save; }
    [[nodiscard]] QAction *cancelAction() const { return m_cancel; }
    [[nodiscard]] QAction *discardAction() const { return m_discard; }
    [[nodiscard]] QAction *undoAction() const { return m_undo; }
    [[nodiscard]] QAction *redoAction() const { return m_redo; }
    [[nodiscard]] QAction *panelAction() const { return m_showPanel; }
    [[nodiscard]] QAction *restoreAction() const { return m_restore; }
    [[nodiscard]] QAction *lookAction() const { return m_look; }
    [[nodiscard]] QAction *dropOfferAction() const { return m_dropOffer; }
    [[nodiscard]] QAction *settleAction() const { return m_settle; }
    // actions() holds all of them: for the pane around this bar, so that their keys work everywhere in it.

    // What is said in words: of the state, of the last save, and in the banners that are shown.
    [[nodiscard]] QString stateText() const;
    [[nodiscard]] QString noteText() const;
    [[nodiscard]] QString offerText() const;
    [[nodiscard]] QString outcomeText() const;
    [[nodiscard]] QString lostText() const;

private:
    QAction *makeAction(const QString &name, QStringView iconName, const QString &text, const QString &tip);
    void makeActions();
    void makeOfferActions();
    void makeSettleActions();
    [[nodiscard]] QWidget *makeLine();
    void makeBanners(QVBoxLayout *column);
    void update();
    void updateCounts();
    void updateActions();
    void updateOutcome();
    void updateOffer();
    void updateWarnings();
    [[nodiscard]] QString whyReadOnly() const;
    [[nodiscard]] bool isWanted() const;

    EditSession *m_session;
    ChangesPanel *m_panel = nullptr;
    Badge *m_edited;
    Badge *m_added;
    Badge *m_deleted;
    Badge *m_problems;
    Badge *m_locked;
    ElidedLabel *m_state;
    ElidedLabel *m_note;
    QWidget *m_line = nullptr;
    QPushButton *m_cancelButton = nullptr;
    QToolButton *m_undoFace = nullptr;
    QToolButton *m_redoFace = nullptr;
    QPushButton *m_saveFace = nullptr;
    Banner *m_offer;
    Banner *m_outcome;
    Banner *m_lost;
    Banner *m_journal;
    QAction *m_save = nullptr;
    QAction *m_cancel = nullptr;
    QAction *m_discard = nullptr;
    QAction *m_undo = nullptr;
    QAction *m_redo = nullptr;
    QAction *m_showPanel = nullptr;
    QAction *m_restore = nullptr;
    QAction *m_look = nullptr;
    QAction *m_dropOffer = nullptr;
    QAction *m_settle = nullptr;
    QAction *m_wasSaved = nullptr;
    QAction *m_wasNotSaved = nullptr;
    QAction *m_dismiss = nullptr;
    QAction *m_copyLost = nullptr;
    QAction *m_forgetLost = nullptr;
    bool m_isDismissed = false;
};

} // namespace howdah::ui
