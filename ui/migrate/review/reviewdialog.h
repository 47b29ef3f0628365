// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/dialogframe.h"
#include "migrate/list/lockmodel.h"
#include "migrate/list/lossmodel.h"
#include "migrate/list/preview.h"

class QCheckBox;
class QLabel;
class QListWidget;
class QPushButton;
class QTableView;
class QTabWidget;

namespace howdah::ui {

class Banner;
class FindingsView;
class SqlView;
class StateStack;
class TypedNames;

// The last look before a run: the exact SQL of every step in order, how transactions hold it together, which locks it
// takes on how large tables, what the checks say, and for a rollback what will be lost and whether it was proven. The
// safe button is the default; where rows go, their number has to be acknowledged first, and in production the version
// typed, and the name of each thing that applying destroys.
class ReviewDialog final : public DialogFrame
{
    Q_OBJECT
public:
    struct Target
    {
        QString label;           // where it runs: "uaip on the private server"
        bool production = false; // the version is typed first
        QString database;        // typed where very much goes, or what no safety copy holds
    };

    ReviewDialog(std::shared_ptr<const Preview> preview, const Target &target, QWidget *parent = nullptr);

    // The counts, once known; until then a rollback that loses anything cannot be accepted.
    void setLosses(const Result<std::vector<migration::Loss>> &losses, std::function<void()> retry = {});
    // Shown while they are counted; `cancel` is offered when that takes long.
    void setCounting(std::function<void()> cancel);
    [[nodiscard]] bool isCounting() const { return m_counting; }
    [[nodiscard]] bool canAccept() const;
    // The tables that lose something are to be copied first.
    [[nodiscard]] bool wantsSafetyCopy() const;
    // The names that had to be typed, once it was accepted.
    [[nodiscard]] QStringList typedNames() const;
    // What has to be typed in production: the version that the run ends with.
    [[nodiscard]] static QString typedVersion(const migration::Plan &plan);

Q_SIGNALS:
    void lossesShown();
    void saveRequested(); // the plan as a script
    // The same with another answer or option; the page makes the plan again.
    void otherWanted(const howdah::migration::Request &request);
    void splitWanted(const howdah::migration::Refusal &refusal); // write the parts as files
    void editWanted(const QString &file);                        // that is in the way, in the desktop's editor

private:
    void buildHead();
    void buildRefusals();
    void addRemedies(Banner *banner);
    void buildWarnings();
    void buildRestore();
    void buildDanger();
    [[nodiscard]] QStringList namesToType() const;
    void buildSteps();
    QWidget *buildStepList();
    void addStep(const migration::Step &step);
    QWidget *buildTabs();
    QWidget *buildLocks();
    void buildLosses();
    void buildButtons();
    void updateAccept();

    std::shared_ptr<const Preview> m_preview;
    Target m_target;
    LossModel m_losses;
    LockModel m_locks;
    std::vector<migration::Loss> m_counted;
    SqlView *m_sql = nullptr;
    QListWidget *m_steps = nullptr;
    StateStack *m_lossState = nullptr;
    QLabel *m_lossText = nullptr;
    QTableView *m_lossTable = nullptr;
    QTabWidget *m_tabs = nullptr;
    FindingsView *m_findings = nullptr;
    QCheckBox *m_safetyCopy = nullptr;
    QCheckBox *m_acknowledge = nullptr;
    TypedNames *m_typed = nullptr;
    QPushButton *m_accept = nullptr;
    bool m_counting = false;
    bool m_lossesUnknown = false; // counting failed: the operator may still decide, told so
};

} // namespace howdah::ui
