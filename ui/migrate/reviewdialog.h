// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrate/lossmodel.h"
#include "migrate/migrationreader.h"

#include <QDialog>

class QCheckBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QTableView;
class QVBoxLayout;

namespace howdah::ui {

class Banner;
class SqlView;
class StateStack;

// The last look before a run: the exact SQL of every step in order, how transactions hold it together, and for a
// rollback what will be lost. The safe button is the default; where rows go, their number has to be acknowledged first,
// and in production the database named.
class ReviewDialog final : public QDialog
{
    Q_OBJECT
public:
    struct Target
    {
        QString label;    // where it runs: "uaip on the private server"
        QString database; // typed before a run in production
        bool production = false;
    };

    ReviewDialog(std::shared_ptr<const Preview> preview, const Target &target, QWidget *parent = nullptr);

    // The counts, once known; until then a rollback that loses anything cannot be accepted.
    void setLosses(const Result<std::vector<migration::Loss>> &losses, std::function<void()> retry = {});
    // Shown while they are counted; `cancel` is offered when that takes long.
    void setCounting(std::function<void()> cancel);
    [[nodiscard]] bool isCounting() const { return m_counting; }
    [[nodiscard]] bool canAccept() const;

Q_SIGNALS:
    void lossesShown();

private:
    void buildHead(QVBoxLayout *column);
    void buildRefusals(QVBoxLayout *column);
    void buildSteps(QVBoxLayout *column);
    void buildLosses(QVBoxLayout *column);
    void buildButtons(QVBoxLayout *column);
    void updateAccept();

    std::shared_ptr<const Preview> m_preview;
    Target m_target;
    LossModel m_losses;
    SqlView *m_sql = nullptr;
    QListWidget *m_steps = nullptr;
    StateStack *m_lossState = nullptr;
    QLabel *m_lossText = nullptr;
    QTableView *m_lossTable = nullptr;
    QCheckBox *m_acknowledge = nullptr;
    QLineEdit *m_typed = nullptr;
    QPushButton *m_accept = nullptr;
    bool m_counting = false;
    bool m_lossesUnknown = false; // counting failed: the operator may still decide, told so
};

} // namespace howdah::ui
