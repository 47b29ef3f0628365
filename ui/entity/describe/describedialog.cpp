// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/describe/describedialog.h"

#include "common/fonts.h"
#include "common/statestack.h"
#include "entity/describe/drafttree.h"
#include "entity/draft/draftyaml.h"
#include "entity/modelreader.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSplitter>
#include <QTreeView>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr QSize WantedSize{1080, 700};
constexpr int TitleWidth = 240;
constexpr int LabelWidth = 170;
constexpr int GroupWidth = 100;

DescribeDialog::DescribeDialog(const QStringList &schemas, const QString &schema, const QString &name, QWidget *parent)
    : DialogFrame(
          named(
              tr("Describe this database"), tr("What is guessed from names, keys and types. Leave out what is wrong, "
                                               "and put titles, labels and groups "
                                               "right; the file holds it all, and can be edited later.")),
          parent)
    , m_model(new DraftTree(this))
{
    setObjectName(u"describeDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
    content()->addLayout(makeFields(schemas, schema, name));
    m_states = new StateStack(makeBody());
    content()->addWidget(m_states, 1);
    addProblem(u"describeProblem"_s);
    addSafe(tr("Cancel"));
    m_accept = addAccept(tr("Save"));
    connect(m_accept, &QPushButton::clicked, this, &DescribeDialog::saveWanted);
    connect(m_model, &DraftTree::edited, this, &DescribeDialog::write);
    setReading();
    resizeWithin(WantedSize);
}

QLayout *DescribeDialog::makeFields(const QStringList &schemas, const QString &schema, const QString &name)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(space::inside);
    m_schemas = new QComboBox;
    m_schemas->setObjectName(u"describeSchema"_s);
    m_schemas->setAccessibleName(tr("Schema"));
    m_schemas->addItems(schemas);
    m_schemas->setCurrentText(schema);
    m_name = new QLineEdit(name);
    m_name->setObjectName(u"describeName"_s);
    m_name->setAccessibleName(tr("Name of the file"));
    auto *schemaLabel = new QLabel(tr("&Schema"));
    schemaLabel->setBuddy(m_schemas);
    auto *nameLabel = new QLabel(tr("&Name of the file"));
    nameLabel->setBuddy(m_name);
    row->addWidget(schemaLabel);
    row->addWidget(m_schemas);
    row->addSpacing(space::inside);
    row->addWidget(nameLabel);
    row->addWidget(m_name, 1);
    row->addWidget(mutedLabel(u".yaml"_s));
    connect(m_schemas, &QComboBox::currentIndexChanged, this, [this] {
        setReading();
        Q_EMIT draftWanted();
    });
    connect(m_name, &QLineEdit::textChanged, this, [this] {
        showProblem({});
        updateAccept();
    });
    return row;
}

QWidget *DescribeDialog::makeBody()
{
    auto *split = new QSplitter(Qt::Horizontal);
    split->setChildrenCollapsible(false);
    m_tree = new QTreeView;
    m_tree->setObjectName(u"describeTree"_s);
    m_tree->setAccessibleName(tr("Groups, entities and relations"));
    m_tree->setModel(m_model);
    m_tree->setUniformRowHeights(true);
    m_tree->setEditTriggers(
        QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed | QAbstractItemView::SelectedClicked);
    m_tree->header()->setStretchLastSection(true);
    m_tree->setColumnWidth(DraftTree::Title, TitleWidth);
    m_tree->setColumnWidth(DraftTree::Label, LabelWidth);
    m_tree->setColumnWidth(DraftTree::Group, GroupWidth);
    m_text = new QPlainTextEdit;
    m_text->setObjectName(u"describeYaml"_s);
    m_text->setAccessibleName(tr("The file"));
    m_text->setReadOnly(true);
    m_text->setFont(fixedFont());
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setTabChangesFocus(true);
    split->addWidget(m_tree);
    split->addWidget(m_text);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    // A reset closes what was open.
    connect(m_model, &QAbstractItemModel::modelReset, m_tree, [this] { m_tree->expandToDepth(0); });
    return split;
}

QString DescribeDialog::schema() const { return m_schemas->currentText(); }
QString DescribeDialog::name() const { return m_name->text().trimmed(); }

void DescribeDialog::setReading()
{
    m_yaml.clear();
    m_states->showLoading(tr("Looking at the tables"));
    updateAccept();
}

void DescribeDialog::setDraft(const entity::ModelDraft &draft)
{
    m_model->setDraft(draft);
    write();
    if (draft.isEmpty())
        m_states->showEmpty({.title = tr("There are no tables in this schema"), .text = tr("Choose another schema.")});
    else
        m_states->showContent();
}

void DescribeDialog::setSaving(bool isSaving)
{
    m_isSaving = isSaving;
    updateAccept();
}

void DescribeDialog::write()
{
    m_yaml = entity::yamlOf(m_model->draft());
    const int place = m_text->verticalScrollBar()->value();
    m_text->setPlainText(QString::fromUtf8(m_yaml));
    m_text->verticalScrollBar()->setValue(place);
    m_problem.clear();
    if (m_yaml.isEmpty()) {
        m_problem = tr("Nothing is chosen.");
    } else if (const auto reading = entity::readModel(m_yaml, u"/"_s); !reading.problems.empty()) {
        m_problem = describe(reading.problems.front(), name() + u".yaml"_s);
    }
    showProblem(m_model->draft().isEmpty() ? QString() : m_problem);
    updateAccept();
}

void DescribeDialog::updateAccept()
{
    if (!m_accept)
        return;
    const QString why = m_isSaving       ? tr("It is being saved.")
                      : m_yaml.isEmpty() ? tr("There is nothing to save.")
                      : name().isEmpty() ? tr("The file needs a name.")
                                         : m_problem;
    m_accept->setEnabled(why.isEmpty());
    m_accept->setToolTip(why);
}

} // namespace howdah::ui
