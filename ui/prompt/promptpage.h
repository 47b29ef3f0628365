// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connect/connectedpage.h"
#include "prompt/datasetsflow.h"
#include "prompt/editedfile.h"
#include "prompt/exportflow.h"
#include "prompt/activationflow.h"
#include "prompt/keysflow.h"
#include "prompt/planflow.h"
#include "prompt/promptactions.h"
#include "prompt/promptcomparison.h"
#include "prompt/promptediting.h"
#include "prompt/promptfigures.h"
#include "prompt/releaseflow.h"
#include "prompt/runflow.h"

class QLabel;
class QSplitter;

namespace howdah::ui {

class Banner;
class StateStack;

// The prompts of a database: agents and the versions of their prompts, decrypted with the keys of the operator;
// editing, comparing, measuring and activating them; seeding from files and exchanging with other tools. The parts do
// it, each of which owns one state; the page shows what is loaded, and brings them together. All reading, writing and
// decrypting happens on other threads.
class PromptPage final : public ConnectedPage
{
    Q_OBJECT
public:
    explicit PromptPage(const PageServices &services, QWidget *parent = nullptr);
    ~PromptPage() override;

    [[nodiscard]] static PageFace ownFace();
    [[nodiscard]] QAction *primaryAction() const override { return m_actions.save; }
    [[nodiscard]] QList<QAction *> paletteActions() const override { return m_actions.all(); }

    void activate() override;
    void refresh() override;
    void cancelWork() override;
    void focusSearch() override;
    [[nodiscard]] QJsonObject saveState() const override;
    void restoreState(const QJsonObject &state) override;

    // Nothing is read or written.
    [[nodiscard]] bool isIdle() const;
    // The demo of prompts could not be made beside the window's database.
    void reportDemoProblem(const Error &error);

Q_SIGNALS:
    void saved(const QString &id);
    void dialogOpened(QDialog *dialog);

private:
    // What is open of one database: it ends with it.
    struct Opened
    {
        explicit Opened(const PromptParts &parts);
        PromptDrafts drafts;
        PromptEditing editing;
        PromptFigures figures;
        PromptComparison comparison;
        EditedFile file;
        ActivationFlow activation;
        ReleaseFlow release;
        RunFlow run;
        DatasetsFlow datasets;
    };

    QWidget *buildHead();
    QWidget *buildContent();
    void connectActions();
    void connectParts();
    void open(const QString &label);

    void connectionChanged() override;
    void elsewhere() override;
    void connected() override;
    void connectionGone() override;
    [[nodiscard]] bool keepsContent() const override;
    [[nodiscard]] EmptyState withoutConnection() const override;
    void chooseKeys();

    void reload(const QString &select = {});
    void showLoaded();
    void showFailed(const Error &error);
    void showMissing(const Error &error);
    void showSelected();
    void updateHead();
    void updateActions();
    void report(Tone tone, const QString &text);
    void copySystem();
    void chooseMapping();
    void openDemo();

    PromptContext m_context;
    PromptSource m_source;
    DraftJournal m_journal;
    PromptActions m_actions;
    PromptListPane *m_list;
    PromptDetail *m_detail;
    PromptParts m_parts;
    KeysFlow m_keys;
    PlanFlow m_plan;
    ExportFlow m_export;
    std::unique_ptr<Opened> m_opened; // never nullptr

    bool m_awake = false;    // it was looked at: nothing is read, and no keychain asked, before
    QString m_toSelect;      // when the list is read
    QJsonObject m_keyPlaces; // where the keys are kept, by connection

    QLabel *m_counts = nullptr;
    Banner *m_news = nullptr;
    Banner *m_keyBanner = nullptr;
    Banner *m_draftBanner = nullptr;
    StateStack *m_state = nullptr;
    QSplitter *m_columns = nullptr;
};

} // namespace howdah::ui
