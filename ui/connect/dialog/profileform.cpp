// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/dialog/profileform.h"

#include "common/icons.h"
#include "common/widgets.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QEvent>
#include <QFileDialog>
#include <QGridLayout>
#include <QLineEdit>
#include <QStyle>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr int labelWidth = 150;
using Kind = ProfileFieldSpec::Kind;

void mark(QWidget *editor, bool problem)
{
    if (!editor || editor->property("problem").toBool() == problem)
        return;
    editor->setProperty("problem", problem);
    editor->style()->unpolish(editor);
    editor->style()->polish(editor);
}

} // namespace

ProfileForm::ProfileForm(QWidget *parent)
    : QScrollArea(parent)
    , m_content(new QWidget)
    , m_grid(new QGridLayout(m_content))
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus); // its fields have it
    m_grid->setContentsMargins(0, space::inside + space::tight, space::inside, space::inside);
    m_grid->setHorizontalSpacing(space::inside);
    m_grid->setVerticalSpacing(space::inside);
    m_grid->setColumnMinimumWidth(0, labelWidth);
    m_grid->setColumnStretch(1, 1);
    setWidget(m_content);
    // The ground of the dialog, not that of a list; setWidget() fills it.
    viewport()->setAutoFillBackground(false);
    m_content->setAutoFillBackground(false);
}

QWidget *ProfileForm::buildEditor(const ProfileFieldSpec &spec, QWidget *&box)
{
    const QString key = spec.key;
    if (spec.kind == Kind::Switch) {
        auto *check = new QCheckBox(spec.label);
        connect(check, &QCheckBox::toggled, this, [this, key] { Q_EMIT edited(key); });
        return box = check;
    }
    if (spec.kind == Kind::Choice) {
        auto *choice = new QComboBox;
        // Long words are cut in the box, not the form at its edge.
        choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        choice->setMinimumContentsLength(12);
        if (!spec.placeholder.isEmpty())
            choice->addItem(spec.placeholder, QString());
        for (const auto &[value, words] : spec.choices)
            choice->addItem(words, value);
        connect(choice, &QComboBox::currentIndexChanged, this, [this, key] { Q_EMIT edited(key); });
        return box = choice;
    }
    auto *line = new QLineEdit;
    line->setPlaceholderText(spec.placeholder);
    connect(line, &QLineEdit::textChanged, this, [this, key] { Q_EMIT edited(key); });
    box = line;
    if (spec.kind == Kind::File) {
        box = new QWidget;
        auto *both = new QHBoxLayout(box);
        both->setContentsMargins(0, 0, 0, 0);
        both->setSpacing(space::tight);
        auto *open = new QToolButton;
        open->setIcon(icon(u"document-open"));
        open->setToolTip(tr("Choose a file"));
        open->setAccessibleName(tr("Choose a file: %1").arg(spec.label));
        open->setFocusPolicy(Qt::TabFocus);
        both->addWidget(line, 1);
        both->addWidget(open);
        connect(open, &QToolButton::clicked, this, [this, line, title = spec.label] { chooseFile(line, title); });
    }
    return line;
}

void ProfileForm::chooseFile(QLineEdit *field, const QString &title)
{
    auto *dialog = new QFileDialog(this, title, QFileInfo(field->text()).path());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, field, &QLineEdit::setText);
    dialog->open();
}

void ProfileForm::place(Row row)
{
    const int at = m_grid->rowCount();
    if (row.label)
        m_grid->addWidget(row.label, at, 0, Qt::AlignTop | Qt::AlignLeft);
    // A switch has its words itself.
    if (row.label)
        m_grid->addWidget(row.box, at, 1);
    else
        m_grid->addWidget(row.box, at, 0, 1, 2);
    row.problem = plainLabel();
    row.problem->setObjectName(u"problem of "_s + row.keys.join(u' '));
    row.problem->setWordWrap(true);
    row.problem->setForegroundRole(QPalette::WindowText);
    row.problem->hide();
    m_grid->addWidget(row.problem, at + 1, 1);
    row.focus->installEventFilter(this);
    m_rows.push_back(std::move(row));
}

void ProfileForm::add(const ProfileFieldSpec &spec)
{
    Row row;
    row.keys = {spec.key};
    row.kind = spec.kind;
    row.editor = buildEditor(spec, row.box);
    row.focus = row.editor;
    row.editor->setObjectName(spec.key);
    row.editor->setAccessibleName(spec.label);
    row.editor->setToolTip(spec.toolTip);
    row.editor->setAccessibleDescription(spec.toolTip);
    if (spec.kind != Kind::Switch) {
        row.label = plainLabel(spec.label);
        row.label->setBuddy(row.editor);
        row.label->setToolTip(spec.toolTip);
        row.label->setContentsMargins(0, space::tight + 1, 0, 0); // on the line of the words in the field
    }
    place(std::move(row));
}

void ProfileForm::add(const QStringList &keys, const QString &label, QWidget *widget)
{
    Row row;
    row.keys = keys;
    row.box = row.focus = widget;
    if (!label.isEmpty()) {
        row.label = plainLabel(label);
        row.label->setBuddy(widget);
        row.label->setContentsMargins(0, space::tight + 1, 0, 0);
    }
    place(std::move(row));
}

void ProfileForm::addHeading(const QString &text)
{
    QLabel *heading = headingLabel(text, 2);
    heading->setContentsMargins(0, space::inside, 0, 0);
    m_grid->addWidget(heading, m_grid->rowCount(), 0, 1, 2);
}

void ProfileForm::addNote(QLabel *note)
{
    note->setWordWrap(true);
    m_grid->addWidget(note, m_grid->rowCount(), 0, 1, 2);
}

void ProfileForm::finish() { m_grid->setRowStretch(m_grid->rowCount(), 1); }

const ProfileForm::Row *ProfileForm::row(const QString &key) const
{
    const auto found = std::ranges::find_if(m_rows, [&key](const Row &each) { return each.keys.contains(key); });
    return found == m_rows.end() ? nullptr : &*found;
}

ProfileForm::Row *ProfileForm::row(const QString &key) { return const_cast<Row *>(std::as_const(*this).row(key)); }

QStringList ProfileForm::keys() const
{
    QStringList all;
    for (const Row &each : m_rows) {
        if (each.editor)
            all << each.keys;
    }
    return all;
}

bool ProfileForm::has(const QString &key) const { return row(key) != nullptr; }

QString ProfileForm::value(const QString &key) const
{
    const Row *found = row(key);
    if (!found || !found->editor)
        return {};
    if (const auto *check = qobject_cast<QCheckBox *>(found->editor))
        return check->isChecked() ? u"yes"_s : QString();
    if (const auto *choice = qobject_cast<QComboBox *>(found->editor))
        return choice->currentData().toString();
    return static_cast<QLineEdit *>(found->editor)->text();
}

void ProfileForm::setValue(const QString &key, const QString &value)
{
    Row *found = row(key);
    if (!found || !found->editor || this->value(key) == value)
        return;
    const QSignalBlocker quiet(found->editor);
    if (auto *check = qobject_cast<QCheckBox *>(found->editor)) {
        check->setChecked(value == "yes"_L1);
    } else if (auto *choice = qobject_cast<QComboBox *>(found->editor)) {
        // What is kept and not among the choices stays, and is told.
        if (choice->findData(value) < 0)
            choice->addItem(value, value);
        choice->setCurrentIndex(choice->findData(value));
    } else {
        static_cast<QLineEdit *>(found->editor)->setText(value);
    }
}

void ProfileForm::setProblem(const QString &key, const QString &problem)
{
    Row *found = row(key);
    if (!found || found->problems.value(key) == problem)
        return;
    if (problem.isEmpty())
        found->problems.remove(key);
    else
        found->problems.insert(key, problem);
    const QString words = found->problems.values().join(u'\n');
    found->problem->setText(words);
    found->problem->setVisible(!words.isEmpty() && !found->box->isHidden());
    QPalette ink = found->problem->palette();
    ink.setColor(QPalette::WindowText, color(Tone::Failed, palette()));
    found->problem->setPalette(ink);
    mark(found->editor, !words.isEmpty());
    // Heard with the field, as it is seen beside it.
    found->focus->setAccessibleDescription(words.isEmpty() ? found->focus->toolTip() : words);
}

bool ProfileForm::hasProblem() const
{
    return std::ranges::any_of(m_rows, [](const Row &each) { return !each.problems.isEmpty(); });
}

void ProfileForm::setRowVisible(const QString &key, bool visible)
{
    Row *found = row(key);
    if (!found)
        return;
    if (found->label)
        found->label->setVisible(visible);
    found->box->setVisible(visible);
    found->problem->setVisible(visible && !found->problems.isEmpty());
}

void ProfileForm::focusField(const QString &key)
{
    if (const Row *found = row(key)) {
        found->focus->setFocus();
        ensureWidgetVisible(found->box);
    }
}

// What has the keyboard is seen, with the problem beneath it.
bool ProfileForm::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusIn) {
        for (const Row &each : m_rows) {
            if (each.focus == watched) {
                ensureWidgetVisible(each.box, 0, space::group);
                if (!each.problem->isHidden())
                    ensureWidgetVisible(each.problem, 0, space::tight);
            }
        }
    }
    return QScrollArea::eventFilter(watched, event);
}

} // namespace howdah::ui
