extension Citation {
    /// Which works are behind a name; "…" stands for any ending.
    static let keys: [String: [String]] = [
        "nearest-centroid": ["snell2017prototypical", "wang2019simpleshot"],
        "cosine-centroid": ["gidaris2018dynamic", "qi2018imprinted"],
        "logistic": ["tian2020rethinking"], "ridge": ["bertinetto2019closed"],
        "svm": ["lee2019convex"], "knn": ["cover1967nearest"], "s2m2-head": ["mangla2020charting"],
        "distribution-calibration": ["yang2021free"],
        "soft-k-means": ["bendou2022easy"], "pt-map": ["hu2020leveraging"],
        "bd-cspn": ["liu2020rectification"], "laplacian-shot": ["ziko2020laplacian"],
        "tim-gd": ["boudiaf2020tim"], "alpha-tim": ["veilleux2021realistic"],
        "paddle": ["martin2022practical"], "ostim": ["boudiaf2022openset"],
        "label-propagation": ["zhou2003consistency", "liu2019propagate"],
        "graph-mix": ["verma2021graphmix"],
        "zero-shot": ["radford2021clip"], "tip-adapter": ["zhang2022tip"],
        "lp++": ["huang2024lp"], "em-dirichlet…": ["martin2024transductive"],
        "linear-probe": ["tian2020rethinking"],
        "last-stage": ["kumar2022finetuning"],
        "norms": ["kumar2022finetuning", "frankle2021training"],
        "cl2n": ["wang2019simpleshot"], "pt": ["hu2020leveraging"], "power": ["hu2020leveraging"],
        "open-interval": ["lafargue2024oops"], "open-set": ["boudiaf2022openset"],
        "query-imbalance": ["veilleux2021realistic"], "temperature": ["guo2017calibration"],
        "meta-dataset": ["triantafillou2020meta"], "bscd-fsl": ["guo2020broader"],
        "mini-imagenet": ["vinyals2016matching", "ravi2017optimization"],
        "tiered-imagenet": ["ren2018semisupervised"], "cifar-fs": ["bertinetto2019closed"],
        "cub": ["wah2011cub"], "omniglot-vinyals": ["lake2015omniglot", "vinyals2016matching"],
        "baseline": ["wang2019simpleshot"], "manifold-mixup": ["verma2019manifold"],
        "s2m2-r…": ["mangla2020charting", "verma2019manifold", "gidaris2018rotations"],
        "rotation": ["gidaris2018rotations"], "input-mixup": ["zhang2018mixup"],
        "whole-turns": ["bendou2022easy"],
        "cutout": ["devries2017cutout"], "cutmix": ["yun2019cutmix"],
        "dropout": ["srivastava2014dropout"], "finetune": ["he2022masked"],
        "conv4…": ["snell2017prototypical"], "resnet…": ["he2016residual"],
        "wrn…": ["zagoruyko2016wide"], "efficientnet…": ["tan2019efficientnet"],
        "mobilenetv3…": ["howard2019mobilenetv3"], "convnext…": ["liu2022convnext"],
        "deit…": ["touvron2021deit", "dosovitskiy2021vit"],
        "dino-…": ["caron2021dino", "dosovitskiy2021vit"],
        "dinov2…": ["oquab2024dinov2", "dosovitskiy2021vit"], "dinov3…": ["simeoni2025dinov3"],
        "clip…": ["radford2021clip", "dosovitskiy2021vit"],
        "openclip…": ["cherti2023openclip", "radford2021clip"], "siglip…": ["zhai2023siglip"],
    ]

    /// All works by key.
    static let all = Dictionary(
        uniqueKeysWithValues: (methods + training + material).map { ($0.key, $0) })

    private static let nips = "Advances in Neural Information Processing Systems"

    private static let methods = [
        Citation(
            "snell2017prototypical", "Snell, Jake and Swersky, Kevin and Zemel, Richard",
            "Prototypical Networks for Few-shot Learning", nips, 2017, arXiv: "1703.05175"),
        Citation(
            "wang2019simpleshot",
            "Wang, Yan and Chao, Wei-Lun and Weinberger, Kilian Q. and van der Maaten, Laurens",
            "{SimpleShot}: Revisiting Nearest-Neighbor Classification for Few-Shot Learning", 2019,
            arXiv: "1911.04623"),
        Citation(
            "gidaris2018dynamic", "Gidaris, Spyros and Komodakis, Nikos",
            "Dynamic Few-Shot Visual Learning without Forgetting", "CVPR", 2018,
            arXiv: "1804.09458"),
        Citation(
            "qi2018imprinted", "Qi, Hang and Brown, Matthew and Lowe, David G.",
            "Low-Shot Learning with Imprinted Weights", "CVPR", 2018, arXiv: "1712.07136"),
        Citation(
            "tian2020rethinking",
            "Tian, Yonglong and Wang, Yue and Krishnan, Dilip and Tenenbaum, Joshua B. and Isola, "
                + "Phillip",
            "Rethinking Few-Shot Image Classification: a Good Embedding Is All You Need?", "ECCV",
            2020, arXiv: "2003.11539"),
        Citation(
            "bertinetto2019closed",
            "Bertinetto, Luca and Henriques, Jo{\\~a}o F. and Torr, Philip H. S. and Vedaldi, Andrea",
            "Meta-learning with differentiable closed-form solvers", "ICLR", 2019,
            arXiv: "1805.08136"),
        Citation(
            "lee2019convex",
            "Lee, Kwonjoon and Maji, Subhransu and Ravichandran, Avinash and Soatto, Stefano",
            "Meta-Learning with Differentiable Convex Optimization", "CVPR", 2019,
            arXiv: "1904.03758"),
        Citation(
            "cover1967nearest", "Cover, Thomas M. and Hart, Peter E.",
            "Nearest neighbor pattern classification", "IEEE Transactions on Information Theory",
            1967),
        Citation(
            "bendou2022easy",
            "Bendou, Yassir and Hu, Yuqing and Lafargue, Raphael and Lioi, Giulia and Pasdeloup, "
                + "Bastien and Pateux, St{\\'e}phane and Gripon, Vincent",
            "{EASY}: Ensemble Augmented-Shot Y-shaped Learning: State-Of-The-Art Few-Shot "
                + "Classification with Simple Ingredients", 2022, arXiv: "2201.09699"),
        Citation(
            "hu2020leveraging", "Hu, Yuqing and Gripon, Vincent and Pateux, St{\\'e}phane",
            "Leveraging the Feature Distribution in Transfer-based Few-Shot Learning", 2020,
            arXiv: "2006.03806"),
        Citation(
            "liu2020rectification", "Liu, Jinlu and Song, Liang and Qin, Yongqiang",
            "Prototype Rectification for Few-Shot Learning", "ECCV", 2020, arXiv: "1911.10713"),
        Citation(
            "ziko2020laplacian",
            "Ziko, Imtiaz Masud and Dolz, Jose and Granger, Eric and Ben Ayed, Ismail",
            "Laplacian Regularized Few-Shot Learning", "ICML", 2020, arXiv: "2006.15486"),
        Citation(
            "boudiaf2020tim",
            "Boudiaf, Malik and Ziko, Imtiaz Masud and Rony, J{\\'e}r{\\^o}me and Dolz, Jose and "
                + "Piantanida, Pablo and Ben Ayed, Ismail",
            "Transductive Information Maximization For Few-Shot Learning", nips, 2020,
            arXiv: "2008.11297"),
        Citation(
            "veilleux2021realistic",
            "Veilleux, Olivier and Boudiaf, Malik and Piantanida, Pablo and Ben Ayed, Ismail",
            "Realistic Evaluation of Transductive Few-Shot Learning", nips, 2021,
            arXiv: "2204.11181"),
        Citation(
            "martin2022practical",
            "Martin, S{\\'e}gol{\\`e}ne and Boudiaf, Malik and Chouzenoux, Emilie and Pesquet, "
                + "Jean-Christophe and Ben Ayed, Ismail",
            "Towards Practical Few-shot Query Sets: Transductive Minimum Description Length Inference",
            nips, 2022, url: "https://openreview.net/forum?id=j9JL96S8Vl"),
        Citation(
            "boudiaf2022openset",
            "Boudiaf, Malik and Bennequin, Etienne and Tami, Myriam and Hudelot, C{\\'e}line and "
                + "Toubhans, Antoine and Piantanida, Pablo and Ben Ayed, Ismail",
            "Model-Agnostic Few-Shot Open-Set Recognition", 2022, arXiv: "2206.09236"),
        Citation(
            "zhou2003consistency",
            "Zhou, Dengyong and Bousquet, Olivier and Lal, Thomas Navin and Weston, Jason and "
                + "Sch{\\\"o}lkopf, Bernhard", "Learning with Local and Global Consistency", nips,
            2003),
        Citation(
            "liu2019propagate",
            "Liu, Yanbin and Lee, Juho and Park, Minseop and Kim, Saehoon and Yang, Eunho and "
                + "Hwang, Sung Ju and Yang, Yi",
            "Learning to Propagate Labels: Transductive Propagation Network for Few-shot Learning",
            "ICLR", 2019, arXiv: "1805.10002"),
        Citation(
            "verma2021graphmix",
            "Verma, Vikas and Qu, Meng and Kawaguchi, Kenji and Lamb, Alex and Bengio, Yoshua and "
                + "Kannala, Juho and Tang, Jian",
            "{GraphMix}: Improved Training of {GNNs} for Semi-Supervised Learning", "AAAI", 2021,
            arXiv: "1909.11715"),
        Citation(
            "zhang2022tip",
            "Zhang, Renrui and Zhang, Wei and Fang, Rongyao and Gao, Peng and Li, Kunchang and Dai, "
                + "Jifeng and Qiao, Yu and Li, Hongsheng",
            "{Tip-Adapter}: Training-Free Adaption of {CLIP} for Few-Shot Classification", "ECCV",
            2022, arXiv: "2207.09519"),
        Citation(
            "huang2024lp",
            "Huang, Yunshi and Shakeri, Fereshteh and Dolz, Jose and Boudiaf, Malik and Bahig, Houda "
                + "and Ben Ayed, Ismail",
            "{LP++}: A Surprisingly Strong Linear Probe for Few-Shot {CLIP}", "CVPR", 2024,
            arXiv: "2404.02285"),
        Citation(
            "martin2024transductive",
            "Martin, S{\\'e}gol{\\`e}ne and Huang, Yunshi and Shakeri, Fereshteh and Pesquet, "
                + "Jean-Christophe and Ben Ayed, Ismail",
            "Transductive Zero-Shot and Few-Shot {CLIP}", "CVPR", 2024, arXiv: "2405.18437"),
        Citation(
            "kumar2022finetuning",
            "Kumar, Ananya and Raghunathan, Aditi and Jones, Robbie and Ma, Tengyu and Liang, Percy",
            "Fine-Tuning can Distort Pretrained Features and Underperform Out-of-Distribution",
            "ICLR", 2022, arXiv: "2202.10054"),
        Citation(
            "frankle2021training",
            "Frankle, Jonathan and Schwab, David J. and Morcos, Ari S.",
            "Training {BatchNorm} and Only {BatchNorm}: On the Expressive Power of Random Features in "
                + "{CNNs}", "ICLR", 2021, arXiv: "2003.00152"),
        Citation(
            "lafargue2024oops",
            "Lafargue, Raphael and Smith, Luke and Vermet, Franck and L{\\\"o}we, Mathias and Reid, "
                + "Ian and Gripon, Vincent and Valmadre, Jack",
            "Oops, I Sampled it Again: Reinterpreting Confidence Intervals in Few-Shot Learning",
            2024,
            arXiv: "2409.02850"),
        Citation(
            "yang2021free", "Yang, Shuo and Liu, Lu and Xu, Min",
            "Free Lunch for Few-shot Learning: Distribution Calibration", "ICLR", 2021,
            arXiv: "2101.06395"),
        Citation(
            "triantafillou2020meta",
            "Triantafillou, Eleni and Zhu, Tyler and Dumoulin, Vincent and Lamblin, Pascal and Evci, "
                + "Utku and Xu, Kelvin and Goroshin, Ross and Gelada, Carles and Swersky, Kevin and "
                + "Manzagol, Pierre-Antoine and Larochelle, Hugo",
            "{Meta-Dataset}: A Dataset of Datasets for Learning to Learn from Few Examples", "ICLR",
            2020, arXiv: "1903.03096"),
        Citation(
            "guo2020broader",
            "Guo, Yunhui and Codella, Noel C. and Karlinsky, Leonid and Codella, James V. and Smith, "
                + "John R. and Saenko, Kate and Rosing, Tajana and Feris, Rogerio",
            "A Broader Study of Cross-Domain Few-Shot Learning", "ECCV", 2020, arXiv: "1912.07200"),
        Citation(
            "guo2017calibration",
            "Guo, Chuan and Pleiss, Geoff and Sun, Yu and Weinberger, Kilian Q.",
            "On Calibration of Modern Neural Networks", "ICML", 2017, arXiv: "1706.04599"),
    ]
}
