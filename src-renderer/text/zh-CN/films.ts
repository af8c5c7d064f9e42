export const films = {
  title: '胶片方位',
  looksMirrored: '此片看起来左右相反（模型据心影、膈和标记推测，可能出错，例如右位心）：下左右结论前请核对片上的左右标记',
  bothMirrored: '模型也认为此片左右相反',
  lie: {
    mirrored: '文件注明此片按镜像存储：患者左侧在图像左侧',
    upsideDown: '文件注明此片上下颠倒存储',
    sideways: '文件注明此片侧卧存储：上下距离不可信',
    notFrontal: '文件注明这不是正位片',
    contradiction: '文件自相矛盾：注明正位，方向却是侧位片的',
    oneSided: '文件注明了单侧（左或右），正位胸片并无此项：请与片上的标记核对',
    polarity: '文件对黑白方向的说明自相矛盾：显示可能反相（按 I 反相）',
  },
}
