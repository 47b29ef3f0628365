// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/assist/editorassist.h"

#include "common/icons.h"
#include "common/settings.h"
#include "query/assist/completion.h"
#include "query/assist/knowndatabase.h"
#include "query/assist/nameguide.h"
#include "query/assist/servercheck.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

// Names are completed before the first run, too.
static std::function<QStringList()> pathOf(const AssistedTab &tab, const KnownDatabase *known)
{
    return [own = tab.searchPath, known] { return own().value_or(known->searchPath()); };
}

EditorAssist::EditorAssist(SqlEditor *editor, ConnectionController *connection, Tab tab, QObject *parent)
    : QObject(parent)
    , m_known(KnownDatabase::of(connection))
    , m_completion(new Completion(editor, m_known, pathOf(tab, m_known), this))
    , m_check(new ServerCheck(editor, m_known, tab, this))
    , m_names(new NameGuide(editor, m_known, m_check, pathOf(tab, m_known), this))
{
    connect(m_check, &ServerCheck::parametersDescribed, this, &EditorAssist::parametersDescribed);
    connect(m_names, &NameGuide::objectWanted, this, &EditorAssist::objectWanted);
    connect(m_names, &NameGuide::textWanted, this, &EditorAssist::textWanted);
    addActions(*editor);
    followSettings(tab.settings);
}

EditorAssist::~EditorAssist() = default;

void EditorAssist::addActions(SqlEditor &editor)
{
    const auto add = [&](const QString &text, const QString &tip, const QString &iconName, const QKeySequence &keys,
                         auto *part, auto call) {
        auto *action = new QAction(icon(iconName), text, this);
        action->setToolTip(tip);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, part, call);
        editor.addAction(action);
        m_actions << action;
    };
    add(tr("Complete"), tr("Offer what may stand at the cursor"), u"code-context"_s, Qt::CTRL | Qt::Key_Space,
        m_completion, [this] { m_completion->complete(); });
    add(tr("Show the arguments"), tr("Show how the function is called whose arguments are at the cursor"),
        u"code-function"_s, Qt::CTRL | Qt::SHIFT | Qt::Key_Space, m_completion,
        [this] { m_completion->showCallTip(); });
    add(tr("Describe the name"), tr("Say what the name at the cursor is: its type, comment and definition"),
        u"dialog-information"_s, Qt::CTRL | Qt::SHIFT | Qt::Key_I, m_names, [this] { m_names->describe(); });
    add(tr("Go to the definition"), tr("Go to where the name at the cursor is defined (also Ctrl+click)"), u"go-jump"_s,
        Qt::Key_F12, m_names, [this] { m_names->goToDefinition(); });
    add(tr("Find uses in the database"),
        tr("List the views, functions, triggers, constraints and policies that use what stands at the cursor"),
        u"edit-find"_s, Qt::SHIFT | Qt::Key_F12, m_names, [this] { m_names->findUses(); });
    add(tr("Rename the alias"), tr("Give the alias at the cursor another name wherever the statement uses it"),
        u"edit-rename"_s, Qt::Key_F2, m_names, [this] { m_names->renameAlias(); });
    add(tr("Expand *"), tr("Write the columns that the * at the cursor stands for"), u"object-columns"_s,
        Qt::CTRL | Qt::ALT | Qt::Key_E, m_names, [this] { m_names->expandStar(); });
}

// Of all tabs: what one changes the others follow.
void EditorAssist::followSettings(Settings *settings)
{
    if (!settings)
        return;
    auto *whileTyping = new QAction(icon(u"code-context"), tr("Complete while typing"), this);
    whileTyping->setToolTip(tr("Offer names by itself after a letter or a dot; Ctrl+Space always does"));
    whileTyping->setCheckable(true);
    m_actions << whileTyping;
    const auto take = [this, settings, whileTyping] {
        whileTyping->setChecked(settings->value(settings::completeWhileTyping));
        m_completion->setWhileTyping(whileTyping->isChecked());
        m_completion->setDelay(settings->value(settings::completionDelayMs));
    };
    take();
    connect(whileTyping, &QAction::triggered, settings, [settings](bool on) {
        settings->set(settings::completeWhileTyping, on);
    });
    connect(settings, &Settings::changed, this, take);
}

void EditorAssist::sessionChanged() { m_check->sessionChanged(); }

void EditorAssist::beforeRun()
{
    m_completion->hide();
    m_check->yield();
}

void EditorAssist::learn(const QByteArray &statement) { m_known->learn(statement); }

void EditorAssist::learnHistory(query::HistoryKeeper *history, const QString &database)
{
    m_known->learnHistory(history, database);
}

void EditorAssist::setSnippets(
    std::vector<Snippet> snippets, std::function<void(const QString &, SqlEditor::Extent)> accept)
{
    m_completion->setSnippets(std::move(snippets), std::move(accept));
}

} // namespace howdah::ui
